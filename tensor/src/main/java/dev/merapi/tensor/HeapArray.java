package dev.merapi.tensor;

/** Lengths of Java's arrays: one that can't be is told before it's asked for, as Java's own error doesn't say what it was for. */
public final class HeapArray {
    /** HotSpot's longest. */
    private static final long LONGEST = Integer.MAX_VALUE - 2;

    private HeapArray() {}

    /**
     * The length of an array, computed in 64 bits so that it can't have overflowed.
     *
     * @param asker who asks, for the error
     * @param bytes of an element
     * @throws ShapeException if Java has no such arrays, or the JVM's heap would have to be larger
     */
    public static int length(String asker, long length, int bytes) {
        int size = Shape.size(asker, length);
        if (size > LONGEST) {
            throw new ShapeException(
                    asker + ": an array of " + size + " elements is impossible; Java's have up to 2^31 - 3");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if ((long) size * bytes > heap) {
            throw new ShapeException(asker + ": an array of " + size + " elements of " + bytes
                    + " bytes doesn't fit into the JVM's heap of " + heap + " bytes; ask for fewer, or raise -Xmx");
        }
        return size;
    }
}
