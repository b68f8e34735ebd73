package dev.merapi.tensor;

import java.lang.management.ManagementFactory;

/** How many bytes of blocks there may be: {@code -Dmerapi.memory.limit}, or else 80 % of the machine's less the heap. */
final class MemoryLimit {
    private static final String PROPERTY =
            System.getProperty("merapi.memory.limit", "").strip();

    /** Whether the user has set one. */
    static final boolean IS_SET = !PROPERTY.isEmpty();

    private static volatile long bytes = -1;

    private MemoryLimit() {}

    static long bytes() {
        if (bytes < 0) {
            bytes = IS_SET ? parse(PROPERTY) : ofMachine();
        }
        return bytes;
    }

    private static long ofMachine() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long physical = system.getTotalMemorySize();
        return Math.max(physical / 10 * 8 - Runtime.getRuntime().maxMemory(), physical / 4);
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
