/** Reverse-mode automatic differentiation of tensor programs. */
module dev.merapi.autograd {
    requires transitive dev.merapi.tensor;

    exports dev.merapi.autograd;
}
