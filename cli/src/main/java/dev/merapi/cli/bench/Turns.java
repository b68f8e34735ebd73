package dev.merapi.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/**
 * Times a case when it is told to, so that a peer in a process of its own can have the turns between: what slows a shared machine
 * for a while slows both. {@code case NAME} makes and warms up a case and is answered by what it is; {@code turn SECONDS} calls it
 * for so long and is answered by the seconds of a call. A line that makes no sense is answered by a sentence and ends the talk.
 */
public final class Turns {
    private final List<Case> cases;
    private final double warmUp;
    private final Function<Case, String> introduction;
    private Case current;
    private Runnable call;
    private double last;

    /** Of these cases, warmed up in steps of so many seconds; the introduction says in a line what a case is. */
    public Turns(List<Case> cases, double warmUp, Function<Case, String> introduction) {
        this.cases = List.copyOf(cases);
        this.warmUp = warmUp;
        this.introduction = introduction;
    }

    /** Answers line by line, to the end of the input. */
    public void answer(BufferedReader in, PrintStream out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer = line.startsWith("case ") ? take(line.substring(5)) : turn(line);
            out.println(answer);
            out.flush();
        }
    }

    private String take(String name) {
        if (current == null || !current.name().equals(name)) {
            // The case before must not keep its tensors beside the next one's.
            call = null;
            current = cases.stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("there is no case '" + name + "' among those of --filter"));
            call = current.call().get();
            Timing.warmUp(call, warmUp);
            last = 0;
        }
        return introduction.apply(current);
    }

    private String turn(String line) {
        double seconds = seconds(line);
        if (last < seconds) {
            // Brings the data back to the caches that the peer has used; long calls do that by themselves.
            call.run();
        }
        last = Timing.perCall(call, seconds, 1);
        return Double.toString(last);
    }

    private double seconds(String line) {
        if (call == null || !line.startsWith("turn ")) {
            throw new IllegalArgumentException(
                    "'" + line + "' makes no sense here: first comes 'case NAME', then 'turn SECONDS'");
        }
        try {
            return Double.parseDouble(line.substring(5));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + line + "' doesn't say how many seconds", e);
        }
    }
}
