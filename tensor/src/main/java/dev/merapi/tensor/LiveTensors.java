package dev.merapi.tensor;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who holds the memory. Every block's loan is known from when the block was made until it's gone, and says itself what it's for,
 * so nothing is paid per tensor.
 */
final class LiveTensors {
    private static final int SHOWN = 5;
    private static final Set<Loan> LOANS = new HashSet<>();

    private LiveTensors() {}

    static synchronized void add(Loan loan) {
        LOANS.add(loan);
    }

    /** Takes blocks that are gone out of the accounts: those of scopes that were never closed are still lent. */
    static synchronized void settle() {
        for (Loan gone = Loan.pollGone(); gone != null; gone = Loan.pollGone()) {
            LOANS.remove(gone);
            if (gone.isLive()) {
                Pool.lose(gone.bytes());
            }
        }
    }

    /** Tensors of one spec, made at one place. */
    private record Kind(Spec spec, String origin) {
        long bytes() {
            return (long) spec.shape().size() * spec.dtype().bytes();
        }

        String times(long count) {
            return (count > 1 ? count + " x " : "")
                    + String.format(Locale.ROOT, "%s of %,d bytes", spec, bytes())
                    + (origin.isEmpty() ? "" : " made at " + origin);
        }
    }

    /** The largest live tensors as part of a sentence; empty if there are none. */
    static synchronized String largest() {
        var counts = LOANS.stream()
                .filter(Loan::isLive)
                .map(loan -> new Kind(loan.spec(), loan.origin()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        String list = counts.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> -e.getKey().bytes()))
                .limit(SHOWN)
                .map(e -> e.getKey().times(e.getValue()))
                .collect(Collectors.joining(", "));
        return list.isEmpty()
                ? ""
                : "the largest live tensors are " + list
                        + (Memory.DEBUG ? "; " : " (-Dmerapi.debug=memory tells where they were made); ");
    }
}
