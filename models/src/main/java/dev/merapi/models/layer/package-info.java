/**
 * Layers: functions from tensor to tensor. A model is a record of layers, and its parameters and their names
 * ({@code conv1.weight}) are its record components: see {@link dev.merapi.models.layer.State}.
 *
 * <pre>{@code
 * record Net(Conv2d conv1, Linear fc1) implements Layer {
 *     public Tensor forward(Tensor x) {
 *         return fc1.forward(conv1.forwardRelu(x).maxPool2d(2).flatten(1));
 *     }
 * }
 * }</pre>
 *
 * <p>Layers with parameters are made by {@code of(sizes, key)}, which draws them as PyTorch does by default, or by their
 * canonical constructor from tensors that are there already. A model without a class of its own is a {@link
 * dev.merapi.models.layer.Sequential}.
 */
package dev.merapi.models.layer;
