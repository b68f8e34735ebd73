package dev.merapi.bench;

import dev.merapi.bench.operators.Workload;
import dev.merapi.bench.operators.Workloads;
import dev.merapi.tensor.Tensor;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What is differentiable of the table, operators, losses and layers, forward and back; bench/jmh.sh knows their names. */
public class OperatorGradientBenchmark extends KernelBenchmark {
    /** Its name in the table of operator cases. */
    @Param("matmul")
    public String differentiable;

    private Workload workload;
    private List<Tensor> inputs;

    /** Always the same numbers. */
    @Setup
    public void numbers() {
        workload = Workloads.of(differentiable);
        inputs = workload.inputs();
    }

    /** The gradients with regard to every input that floats. */
    @Benchmark
    public Object forwardAndBackward() {
        return Result.kept(() -> workload.gradients(inputs));
    }
}
