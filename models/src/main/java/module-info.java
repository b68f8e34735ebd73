/** Layers, losses, optimizers, metrics, data, training and file formats. */
module dev.merapi.models {
    requires transitive dev.merapi.autograd;
    // For events while somebody records; a runtime image may leave it out.
    requires static jdk.jfr;
    // For reading PNG and JPEG files; a runtime image may leave it out.
    requires static java.desktop;

    exports dev.merapi.models.audio;
    exports dev.merapi.models.augment;
    exports dev.merapi.models.data;
    exports dev.merapi.models.io;
    exports dev.merapi.models.layer;
    exports dev.merapi.models.loss;
    exports dev.merapi.models.metric;
    exports dev.merapi.models.optim;
    exports dev.merapi.models.text;
    exports dev.merapi.models.train;
    exports dev.merapi.models.vision;
    exports dev.merapi.models.zoo;
}
