package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.BinaryDice;
import dev.merapi.models.loss.BinaryFocal;
import dev.merapi.models.loss.CosineEmbedding;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Dice;
import dev.merapi.models.loss.Focal;
import dev.merapi.models.loss.GaussianNll;
import dev.merapi.models.loss.Hinge;
import dev.merapi.models.loss.HingeEmbedding;
import dev.merapi.models.loss.Huber;
import dev.merapi.models.loss.InfoNce;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.MultiBox;
import dev.merapi.models.loss.MultiMargin;
import dev.merapi.models.loss.NegativeLogLikelihood;
import dev.merapi.models.loss.PoissonNll;
import dev.merapi.models.loss.SmoothL1;
import dev.merapi.models.loss.TripletMargin;
import dev.merapi.models.optim.Adadelta;
import dev.merapi.models.optim.Adafactor;
import dev.merapi.models.optim.Adagrad;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.ClipValue;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.CosineRestarts;
import dev.merapi.models.optim.Ema;
import dev.merapi.models.optim.Exponential;
import dev.merapi.models.optim.Lamb;
import dev.merapi.models.optim.Lion;
import dev.merapi.models.optim.MaxNorm;
import dev.merapi.models.optim.MultiStep;
import dev.merapi.models.optim.Nadam;
import dev.merapi.models.optim.OneCycle;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Penalty;
import dev.merapi.models.optim.Plateau;
import dev.merapi.models.optim.Polynomial;
import dev.merapi.models.optim.Ramp;
import dev.merapi.models.optim.RmsProp;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.optim.StepDecay;
import dev.merapi.models.optim.Swa;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Operators;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every schedule, optimizer and loss asks of its constants: that they are numbers, and finite. */
class ConstantsTest {
    private static final double[] NONSENSE = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    static List<Record> all() {
        return Stream.of(schedules(), optimizers(), losses())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Record> schedules() {
        return List.of(
                new Cosine(),
                new CosineRestarts(2, 2, 0),
                new Exponential(0.5),
                new MultiStep(List.of(3L), 0.5),
                new OneCycle(),
                new Plateau(),
                new Polynomial(1),
                new Ramp(0.5, 1, 3),
                new StepDecay(3, 0.5));
    }

    private static List<Record> optimizers() {
        Sgd sgd = Sgd.of(1);
        return List.of(
                Adadelta.of(1),
                Adafactor.of(1),
                Adagrad.of(1),
                Adam.of(1),
                AdamW.of(1),
                new ClipNorm(1, sgd),
                new ClipValue(1, sgd),
                new Ema(0.5, sgd),
                Lamb.of(1),
                Lion.of(1),
                new MaxNorm(1, sgd),
                Nadam.of(1),
                new Penalty(1, 1, sgd),
                RmsProp.of(1),
                sgd,
                new Swa(1, 1, 1, 1, sgd));
    }

    private static List<Record> losses() {
        return List.of(
                new BinaryCrossEntropy(),
                new BinaryDice(),
                new BinaryFocal(),
                new CosineEmbedding(),
                new CrossEntropy(),
                new Dice(),
                new Focal(),
                new GaussianNll(),
                new Hinge(),
                new HingeEmbedding(),
                new Huber(),
                new InfoNce(),
                new MultiBox(),
                new MultiMargin(),
                new NegativeLogLikelihood(),
                new PoissonNll(),
                new SmoothL1(),
                new TripletMargin());
    }

    @ParameterizedTest
    @MethodSource("all")
    void nonsenseIsRefused(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            for (double value : constant(components[i]) ? NONSENSE : new double[0]) {
                Object[] arguments = arguments(record);
                arguments[i] = as(components[i].getType(), value);
                String mistake = components[i].getName() + " = " + value;
                String told = assertThrows(IllegalArgumentException.class, () -> build(record, arguments), mistake)
                        .getMessage();
                assertTrue(told.contains(" " + value), () -> mistake + " is told as: " + told);
            }
        }
    }

    @Test
    void everythingWithConstantsIsTriedHere() {
        var known =
                all().stream().map(r -> r.getClass().getSimpleName()).collect(Collectors.toCollection(TreeSet::new));
        var existing = Stream.of(Schedule.class, Loss.class)
                .flatMap(one -> Operators.records(one).stream())
                .filter(type -> Stream.of(Schedule.class, Optimizer.class, Loss.class)
                        .anyMatch(kind -> kind.isAssignableFrom(type)))
                .filter(type -> Arrays.stream(type.getRecordComponents()).anyMatch(ConstantsTest::constant))
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(existing, known);
    }

    private static boolean constant(RecordComponent component) {
        String type = component.getGenericType().getTypeName();
        return List.of("double", "java.util.OptionalDouble", "java.util.Optional<dev.merapi.tensor.Tensor>")
                .contains(type);
    }

    private static Object as(Class<?> type, double value) {
        return type == double.class
                ? value
                : type == OptionalDouble.class ? OptionalDouble.of(value) : Optional.of(Tensor.of(1.0, value, 1.0));
    }

    private static Object[] arguments(Record record) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .map(component -> {
                    try {
                        return component.getAccessor().invoke(record);
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError(record + " doesn't tell its " + component.getName(), e);
                    }
                })
                .toArray();
    }

    private static void build(Record record, Object[] arguments) throws Throwable {
        Class<?>[] types = Arrays.stream(record.getClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            record.getClass().getConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
