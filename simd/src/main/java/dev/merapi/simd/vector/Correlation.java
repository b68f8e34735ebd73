package dev.merapi.simd.vector;

import dev.merapi.simd.Convolution;

/**
 * A convolution as its two axes and, for each of its groups, {@code in} source channels and {@code out} result
 * channels.
 */
record Correlation(int n, int groups, int in, int out, ConvolutionAxis rows, ConvolutionAxis columns) {
    /** The same sizes as {@code s}. */
    static Correlation of(Convolution.Shape s) {
        return new Correlation(
                s.n(),
                s.groups(),
                s.c() / s.groups(),
                s.o() / s.groups(),
                new ConvolutionAxis(s.h(), s.oh(), s.kh(), s.strideH(), s.padH(), s.dilationH()),
                new ConvolutionAxis(s.w(), s.ow(), s.kw(), s.strideW(), s.padW(), s.dilationW()));
    }

    /** Taps per source channel. */
    int taps() {
        return rows.taps() * columns.taps();
    }

    /** Length of the chain of a result. */
    int depth() {
        return in * taps();
    }

    /** Results per channel of a sample. */
    int pixels() {
        return rows.grid() * columns.grid();
    }

    /** Elements of a channel of the source. */
    long sourcePlane() {
        return (long) rows.size() * columns.size();
    }

    /** Elements from one sample's source to the next one's. */
    long sourceSample() {
        return groups * in * sourcePlane();
    }

    /** Where in the results channel {@code o} of a group is at {@code position}, counted through the samples. */
    long resultIndex(int group, int o, int position) {
        long channel = ((long) (position / pixels()) * groups + group) * out + o;
        return channel * pixels() + position % pixels();
    }

    /** Whether each result reads one pixel, its own. */
    boolean pointwise() {
        return rows.neighbours(1) && columns.neighbours(1) && rows.pad() == 0 && columns.pad() == 0;
    }

    /** The correlation whose source are this one's results and whose results are this one's source. */
    Correlation turned() {
        return new Correlation(n, groups, out, in, rows, columns);
    }
}
