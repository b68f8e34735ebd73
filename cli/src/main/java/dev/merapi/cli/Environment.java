package dev.merapi.cli;

import dev.merapi.cli.report.Surroundings;
import dev.merapi.simd.Blas;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Where a run took place: nothing that its result depends on, all that a reader may ask. */
final class Environment {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private Environment() {}

    /** The moment, versions, machine, kernels, threads. */
    static Map<String, String> now() {
        Map<String, String> facts = new TreeMap<>();
        facts.put(Surroundings.DATE, DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        facts.put("merapi", Version.current());
        facts.put("java", java());
        facts.put("system", system());
        facts.put("kernels", kernels());
        Blas.active().ifPresent(blas -> facts.put("BLAS", blas.toString()));
        facts.put("threads", String.valueOf(Workers.threads()));
        return facts;
    }

    /** The JVM's version and maker. */
    static String java() {
        return Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    }

    /** The operating system and the kind of processor. */
    static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
    }

    /** Which kernels run, and how wide their vectors are. */
    static String kernels() {
        Kernels kernels = Kernels.active();
        return kernels.name() + ", " + kernels.bits() + " bits";
    }
}
