package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = p(x) + f(x). Source: He et al., "Deep residual learning for image recognition", 2016.
 *
 * @param body f
 * @param projection p, where f changes the shape; otherwise p(x) = x
 */
public record Residual(Layer body, Optional<Layer> projection) implements Layer {
    /** y = x + f(x). */
    public static Residual of(Layer body) {
        return new Residual(body, Optional.empty());
    }

    /** y = p(x) + f(x). */
    public static Residual of(Layer body, Layer projection) {
        return new Residual(body, Optional.of(projection));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor f = body.forward(x);
        Tensor p = projection.map(layer -> layer.forward(x)).orElse(x);
        if (!p.shape().equals(f.shape())) {
            throw new ShapeException("Residual: the body gives " + f.shape() + " for the input " + x.shape() + ", but "
                    + (projection.isPresent()
                            ? "the projection " + p.shape() + "; give both the same shape"
                            : "they don't add; give it a projection to the body's shape"));
        }
        return p.add(f);
    }
}
