/** Tensors, their memory and their operators. */
module dev.merapi.tensor {
    requires transitive dev.merapi.simd;
    requires jdk.management;

    exports dev.merapi.tensor;
    exports dev.merapi.tensor.op;
}
