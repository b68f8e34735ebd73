package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.Gemm.Activation;
import dev.merapi.simd.Winograd;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Convolutions by {@link Winograd}: the same bits everywhere, within the bound that it states. */
@Tag("bits")
class WinogradTest {
    /** Several blocks of tiles, chains of channels, chains of tiles, panels; the widest image. */
    private static final List<Shape> LARGE = List.of(
            shape(9, 16, 29, 30, 17, 1, 1),
            shape(1, 300, 8, 7, 33, 1, 1),
            shape(2, 130, 5, 8, 270, 2, 1),
            shape(40, 17, 8, 7, 16, 1, 0),
            shape(1, 16, 8, 1024, 16, 1, 1),
            shape(2, 20, 62, 60, 35, 0, 2));

    private static Shape shape(int n, int c, int h, int w, int o, int padH, int padW) {
        return new Shape(n, c, h, w, o, 3, 3, 1, 1, padH, padW, 1, 1, 1);
    }

    private static boolean everywhere(Shape s) {
        return Winograd.forward(s) && Winograd.inputGradient(s) && Winograd.weightGradient(s);
    }

    /** Shapes that go this way in at least one direction. */
    @Provide
    Arbitrary<Shape> shapes() {
        return Combinators.combine(
                        Arbitraries.of(0, 1, 2, 5),
                        Arbitraries.integers().between(16, 41),
                        Arbitraries.integers().between(3, 22),
                        Arbitraries.integers().between(3, 22),
                        Arbitraries.integers().between(16, 41),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2))
                .as(WinogradTest::shape)
                .filter(s -> Winograd.forward(s) || Winograd.inputGradient(s));
    }

    @Property(tries = 60)
    void twinsGiveTheSameBits(
            @ForAll("shapes") Shape s, @ForAll long seed, @ForAll boolean special, @ForAll boolean biased) {
        ConvolutionCase.random(s, seed, special).assertTwinsAgree(biased);
    }

    @Example
    void twinsGiveTheSameBitsInSeveralBlocks() {
        for (var s : LARGE) {
            assertTrue(everywhere(s), () -> s + " doesn't go this way");
            ConvolutionCase.random(s, 7, false).assertTwinsAgree(true);
        }
    }

    @Property(tries = 25)
    void sampleAloneHasTheBitsOfTheSampleInABatch(@ForAll("shapes") Shape s, @ForAll long seed) {
        ConvolutionCase.random(s, seed, false).assertAloneAsInBatch();
    }

    @Property(tries = 25)
    void resultsAreNearTheExactOnes(@ForAll("shapes") Shape s, @ForAll long seed) {
        var random = ConvolutionCase.random(s, seed, false);
        var a = new ConvolutionCase(s, random.x(), random.weight(), random.bias(), random.dy(), Activation.IDENTITY);
        var exact = ConvolutionCase.Exact.of(
                s, a.x().toDouble(), a.weight().toDouble(), a.bias().toDouble(), a.dy().toDouble());
        var x = a.x().magnitudes();
        var weight = a.weight().magnitudes();
        var dy = a.dy().magnitudes();
        int tiles = s.n() * Winograd.tiles(s.oh()) * Winograd.tiles(s.ow());
        for (var twin : ConvolutionCase.twins()) {
            if (Winograd.forward(s)) {
                var scale = WinogradBound.forward(s, x, weight, a.bias().magnitudes());
                int roundings = s.c() + WinogradBound.TRANSFORMS;
                a.forward(twin, true).assertNear(exact.y(), scale, roundings, "forward of " + s);
            }
            if (Winograd.inputGradient(s)) {
                var scale = WinogradBound.inputGradient(s, dy, weight);
                int roundings = s.o() + WinogradBound.TRANSFORMS;
                a.inputGradient(twin).assertNear(exact.dx(), scale, roundings, "input gradient of " + s);
            }
            if (Winograd.weightGradient(s)) {
                var scale = WinogradBound.weightGradient(s, x, dy);
                int roundings = tiles + WinogradBound.TRANSFORMS;
                a.weightGradient(twin).assertNear(exact.dw(), scale, roundings, "weight gradient of " + s);
            }
        }
    }

    @Example
    void theChoiceLooksAtASampleAlone() {
        assertTrue(everywhere(shape(1, 64, 56, 56, 64, 1, 1)), "ResNet's first 3 x 3");
        assertTrue(everywhere(shape(32, 512, 7, 7, 512, 1, 1)), "ResNet's last 3 x 3");
        assertFalse(Winograd.forward(shape(32, 3, 32, 32, 32, 0, 0)), "3 channels don't pay for the transforms");
        assertFalse(Winograd.forward(shape(32, 64, 4, 4, 64, 0, 0)), "2 x 2 results don't fill a tile");
        assertFalse(Winograd.inputGradient(shape(1, 64, 6, 6, 64, 0, 0)), "tap by tap makes as few products");
        for (int n = 1; n < 70; n += 3) {
            assertEquals(everywhere(shape(1, 64, 13, 9, 64, 0, 1)), everywhere(shape(n, 64, 13, 9, 64, 0, 1)));
        }
    }
}
