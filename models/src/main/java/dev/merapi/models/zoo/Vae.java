package dev.merapi.models.zoo;

import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Training;
import dev.merapi.models.loss.Loss;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * A variational auto-encoder: x [n, in] between 0 and 1 to the logits of its elements and the mean and log-variance of
 * its code, side by side [n, in + 2 latent]. With 784, 400 and 20 it has 652,824 parameters, as PyTorch's example.
 * Train it by {@link #loss} on its own input. Source: Kingma, Welling, "Auto-encoding variational Bayes", 2014.
 *
 * @param fc1 in to hidden
 * @param mean hidden to latent
 * @param logVar hidden to latent
 * @param fc3 latent to hidden
 * @param fc4 hidden to in
 */
public record Vae(Linear fc1, Linear mean, Linear logVar, Linear fc3, Linear fc4) implements Layer {
    /** Random parameters. */
    public static Vae of(int in, int hidden, int latent, RandomKey key) {
        return new Vae(
                Linear.of(in, hidden, key.fold("fc1")),
                Linear.of(hidden, latent, key.fold("mean")),
                Linear.of(hidden, latent, key.fold("logVar")),
                Linear.of(latent, hidden, key.fold("fc3")),
                Linear.of(hidden, in, key.fold("fc4")));
    }

    /** The mean of x's code is decoded; in training a draw around it: z = mean + e^(logVar / 2) N(0, 1). */
    @Override
    public Tensor forward(Tensor x) {
        Tensor h = fc1.forwardRelu(x.flatten(1));
        Tensor mu = mean.forward(h);
        Optional<Tensor> noise = Training.current()
                .map(t -> t.nextKey().normal(mu.shape().dims()).to(mu.dtype()));
        return decoded(h, mu, noise);
    }

    /** The same for a noise [n, latent] of your own: z = mean + e^(logVar / 2) noise. */
    public Tensor forward(Tensor x, Tensor noise) {
        Tensor h = fc1.forwardRelu(x.flatten(1));
        return decoded(h, mean.forward(h), Optional.of(noise));
    }

    private Tensor decoded(Tensor h, Tensor mu, Optional<Tensor> noise) {
        Tensor spread = logVar.forward(h);
        Tensor z = noise.map(n -> mu.add(spread.mul(0.5).exp().mul(n))).orElse(mu);
        return Tensor.concat(1, decode(z), mu, spread);
    }

    /** Logits [n, in] of codes [n, latent]: of N(0, 1) for new samples. */
    public Tensor decode(Tensor z) {
        return fc4.forward(fc3.forwardRelu(z));
    }

    /** x [n, in] from its own code's mean, between 0 and 1. */
    public Tensor reconstruct(Tensor x) {
        return decode(mean.forward(fc1.forwardRelu(x.flatten(1)))).sigmoid();
    }

    /**
     * The mean over the samples of the negative evidence bound, equation 10: cross-entropy of the elements, and {@code
     * -sum(1 + logVar - mean^2 - e^logVar) / 2}, the divergence of the code from N(0, 1).
     */
    public Loss loss() {
        int latent = mean.weight().size(1);
        return (output, target) -> {
            int in = output.size(1) - 2 * latent;
            Tensor logits = output.slice(1, 0, in);
            Tensor mu = output.slice(1, in, in + latent);
            Tensor spread = output.slice(1, in + latent, in + 2 * latent);
            Tensor entropy =
                    logits.softplus().sub(logits.mul(target.flatten(1))).sum(1);
            Tensor divergence =
                    spread.add(1).sub(mu.square()).sub(spread.exp()).sum(1).mul(-0.5);
            return entropy.add(divergence).mean();
        };
    }
}
