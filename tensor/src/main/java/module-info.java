/** Tensors, their memory and their operators. */
module dev.merapi.tensor {
    requires transitive dev.merapi.simd;
    requires jdk.management;
    // For events while somebody records; a runtime image may leave it out.
    requires static jdk.jfr;

    exports dev.merapi.tensor;
    exports dev.merapi.tensor.op;
}
