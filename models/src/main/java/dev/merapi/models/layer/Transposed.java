package dev.merapi.models.layer;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a layer that PyTorch stores as its transpose: what is [in, out] here is [out, in] in PyTorch's
 * files. {@link dev.merapi.models.train.TorchWeights} turns it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Transposed {}
