package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Bilinear;
import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.TransformerEncoder;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.layer.Upsample;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.ResNet;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.op.Interpolation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What models print as: their parameters' shapes, not their elements. */
class DescribedTest {
    private static final RandomKey KEY = RandomKey.of(1);

    @Test
    void layersPrintTheShapesOfTheirParameters() {
        assertEquals(
                "Linear[weight=float32 [3, 4], bias=float32 [4]]",
                Linear.of(3, 4, KEY).toString());
        assertEquals(
                "Linear[weight=float32 [3, 4], bias=none]",
                Linear.withoutBias(3, 4, KEY).toString());
        assertEquals(
                "Embedding[weight=float32 [5, 2], padding=OptionalInt.empty]",
                Embedding.of(5, 2, KEY).toString());
        assertEquals(
                "BatchNorm[weight=float32 [2], bias=float32 [2], runningMean=Buffer[value=float32 [2]],"
                        + " runningVar=Buffer[value=float32 [2]], momentum=0.1, eps=1.0E-5]",
                BatchNorm.of(2).toString());
    }

    @Test
    void layersWithoutParametersPrintTheirSizes() {
        assertEquals(
                "PlainGroupNorm[groups=2, channels=4, eps=1.0E-5]",
                GroupNorm.withoutParameters(2, 4).toString());
        assertEquals(
                "PlainLayerNorm[sizes=[3, 4], eps=1.0E-5]",
                LayerNorm.withoutParameters(3, 4).toString());
        assertEquals(
                "PlainRmsNorm[sizes=[5], eps=1.1920928955078125E-7]",
                RmsNorm.withoutParameters(5).toString());
        assertEquals(
                "UpsampleTo[height=2, width=7, mode=NEAREST]",
                Upsample.to(2, 7, Interpolation.NEAREST).toString());
    }

    /** A record can be read by who looks through a model, such as {@link State}; a lambda can't. */
    @Test
    void layersMadeByTheirClassesAreRecords() throws ReflectiveOperationException {
        int made = 0;
        for (Class<?> type :
                List.of(GroupNorm.class, LayerNorm.class, RmsNorm.class, BatchNorm.class, Upsample.class)) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers())) {
                    Object layer = method.invoke(null, arguments(method));
                    assertInstanceOf(Record.class, layer, method::toString);
                    assertTrue(layer.toString().contains(type.getSimpleName()), layer::toString);
                    made++;
                }
            }
        }
        assertEquals(10, made);
    }

    private static Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(t -> t == int.class ? 2 : t == int[].class ? new int[] {2} : Interpolation.LINEAR)
                .toArray();
    }

    @Test
    void modelsAreShort() {
        assertTrue(CifarCnn.of(KEY).toString().startsWith("CifarCnn["));
        List<Record> layers = List.of(
                CifarCnn.of(KEY),
                ResNet.resnet18Cifar(10, KEY),
                MultiHeadAttention.of(64, 4, KEY),
                TransformerEncoder.of(new TransformerOptions(64, 4), 2, KEY),
                Conv1d.of(30, 40, 3, KEY),
                Bilinear.of(30, 40, 50, KEY),
                LayerNorm.of(2000),
                SinusoidalPositions.of(100, 100));
        for (Record layer : layers) {
            String text = layer.toString();
            assertFalse(text.contains("tensor("), text);
            assertTrue(text.length() < 200 * (State.of(layer).tensors().size() + 1), text);
        }
        assertFalse(Lstm.of(100, 100, KEY).toString().contains("tensor("));
    }
}
