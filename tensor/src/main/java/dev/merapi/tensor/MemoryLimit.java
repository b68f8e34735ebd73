package dev.merapi.tensor;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * How many bytes of blocks there may be: {@code -Dmerapi.memory.limit}, or else 80 % of the machine's less the heap; but
 * never more than the JVM hands out ({@code -XX:MaxDirectMemorySize}, by default as much as the largest heap: it counts
 * arenas too).
 */
final class MemoryLimit {
    private static final String PROPERTY =
            System.getProperty("merapi.memory.limit", "").strip();

    /** Whether the user has set one. */
    static final boolean IS_SET = !PROPERTY.isEmpty();

    private static final String DIRECT = "MaxDirectMemorySize";

    private static volatile long bytes = -1;

    private MemoryLimit() {}

    static long bytes() {
        if (bytes < 0) {
            bytes = Math.min(wanted(), direct());
        }
        return bytes;
    }

    /** The JVM's option that raises it. */
    static String option() {
        return direct() < wanted() ? "-XX:" + DIRECT : "-Dmerapi.memory.limit";
    }

    private static long wanted() {
        return IS_SET ? parse(PROPERTY) : ofMachine();
    }

    private static long ofMachine() {
        long physical =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Math.max(physical / 10 * 8 - Runtime.getRuntime().maxMemory(), physical / 4);
    }

    private static long direct() {
        // Absent in JVMs other than HotSpot.
        return Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
                .map(bean -> Long.parseLong(bean.getVMOption(DIRECT).getValue()))
                .filter(set -> set > 0)
                .orElseGet(Runtime.getRuntime()::maxMemory);
    }

    /** Bytes, or a number of k, m, g or t. */
    private static long parse(String text) {
        int unit = "kmgt".indexOf(Character.toLowerCase(text.charAt(text.length() - 1))) + 1;
        String digits = unit > 0 ? text.substring(0, text.length() - 1) : text;
        try {
            long size = Math.multiplyExact(Long.parseLong(digits), 1L << (10 * unit));
            if (size > 0) {
                return size;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw noSize(text, e);
        }
        throw noSize(text, null);
    }

    private static IllegalArgumentException noSize(String text, RuntimeException cause) {
        return new IllegalArgumentException(
                "-Dmerapi.memory.limit=" + text + " is no size; write bytes, or 512m, or 2g", cause);
    }
}
