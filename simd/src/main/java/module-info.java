/** Kernels over raw memory, and the threads that run them. */
module dev.merapi.simd {
    requires jdk.incubator.vector;

    exports dev.merapi.simd;
}
