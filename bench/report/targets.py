"""What is measured and what it must reach: the targets of issues 3 and 4, declared. Nothing else here knows a case's name.

A family is a list of processes to run one after the other in each round, and a list of rows, each with its rival.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One fresh process through the peers' run.sh: its -p, -f, -t, -v, -c; script: which of PyTorch's to start; memory: its
    largest resident size counts, not its time; turns: it is timed beside Merapi, in turns, and Merapi beside itself on one
    thread."""
    peer: str
    cases: str
    threads: int = 1
    variants: str = ""
    cold: bool = False
    script: str = ""
    memory: bool = False
    turns: bool = False


@dataclass(frozen=True)
class Rival:
    """What a row is held against: results whose peer begins so, of the same case unless others are named."""
    name: str
    peers: tuple
    variants: tuple = ()
    threads: int = 0
    cases: tuple = ()


@dataclass(frozen=True)
class Row:
    """A row of the issue's table: Merapi's rate by the best rival's is at least this, or its size by the smallest rival's or
    its seconds at most that."""
    cases: tuple
    rival: Rival = None
    least: float = 0.0
    most: float = 0.0
    at_most_s: float = 0.0
    threads: int = 1
    aim: bool = False


@dataclass(frozen=True)
class Family:
    """Cases that are measured and shown together; seconds is run.sh's -s; asked: the rounds that its issue asks for."""
    name: str
    title: str
    seconds: float
    runs: tuple
    rows: tuple
    asked: int = 5


def of(pattern, *names):
    return tuple(pattern % n for n in names)


def beside(peer, cases, threads=1, variants="", script=""):
    """A peer and Merapi in turns; beside "merapi", so many threads and one."""
    return Run(peer, ",".join(cases), threads, variants, script=script, turns=True)


def torch(script, cases, variants, threads=1, plain=True):
    """PyTorch with jemalloc, and (plain) with the C library's malloc too, each beside Merapi."""
    peers = ("torch", "torch-jemalloc") if plain else ("torch-jemalloc",)
    return tuple(beside(p, cases, threads, variants, script) for p in peers)


def merapi(cases, threads=1, cold=False):
    return Run("merapi", ",".join(cases), threads, cold=cold)


OPENBLAS = Rival("OpenBLAS", ("openblas",))
ONEDNN = Rival("TensorFlow's oneDNN", ("tensorflow",))
BLAS = Rival("OpenBLAS, MKL", ("openblas", "pytorch"), ("", "mm"))
PYTORCH = Rival("PyTorch", ("pytorch",))
EVERYONE = Rival("all peers", ("openblas", "tensorflow", "pytorch"))
COPY = Rival("own copy", ("merapi",), cases=("elementwise/copy/1e7",))
ONE_THREAD = Rival("own 1 thread", ("merapi",), threads=1)

SIZES = (256, 384, 512, 768, 1024, 2048)
LARGE = of("gemm/nn/%d", *SIZES) + of("gemm/nt/%d", *SIZES) + of("gemm/tn/%d", *SIZES)
WITH_ONEDNN = of("gemm/nn/%d", *SIZES[1:]) + of("gemm/nt/%d", *SIZES[1:])
SMALL = of("gemm/nn/%s", "64", "128", "127x129x131", "1000")
THIN = of("gemm/nn/%s", "8x4096x4096", "32x1000x2048", "128x768x768", "128x3072x768", "100000x64x64")
VECTOR = ("gemm/nn/1x4096x4096",)
# A filter is found anywhere in a name: these find SMALL, THIN and VECTOR, and each of them once.
SHAPES = of("gemm/nn/%s", "64", "128", "127x", "1000", "8x", "32x", "1x")

RESNET = ("3x3-64-56", "3x3-128-28", "3x3-256-14", "3x3-512-7")
OTHERS = ("7x7s2-3-64-224", "1x1-64-256-56")
DEPTHWISE = "dw3x3-256-28"


def forward(*shapes):
    return tuple("conv/%s/b%d/fwd" % (s, n) for s in shapes for n in (1, 32))


def backward(*shapes):
    return of("conv/%s/b32/fwdbwd", *shapes)


FUNCTIONS = ("exp", "tanh", "sigmoid", "gelu", "gelu-tanh", "layernorm")
CURVES = of("elementwise/%s/1e5", *FUNCTIONS) + of("elementwise/%s/1e7", *FUNCTIONS)
SOFTMAX = of("elementwise/softmax/%s", "1e5", "1e7")
RECURRENT = ("imdb-lstm/train/b32", "imdb-gru/train/b32", "lstm-lm/train/b20")
STREAMS = of("elementwise/%s/1e7", "add", "mul", "sum")
RESIDUAL = ("resnet50/infer/b1", "resnet50/infer/b8", "resnet18-cifar/train/b128")
TEXTCNN = ("textcnn/train/b50",)
TRANSFORMER = ("encoder-block/infer/b1", "encoder-block/infer/b8", "nanogpt/train/b8", "nanogpt/generate")

FAMILIES = (
    Family("machine", "The machine's limits", 1.0, (merapi(("machine/", "elementwise/copy/1e7")),), ()),
    Family("gemm", "Square products", 0.5, (beside("openblas", LARGE), beside("tf", WITH_ONEDNN)),
           (Row(LARGE, OPENBLAS, 0.97), Row(WITH_ONEDNN, ONEDNN, 1.0, aim=True))),
    Family("gemm-shapes", "Small, odd and thin products", 0.5,
           (beside("openblas", SHAPES), *torch("w1_*", THIN, "mm", plain=False),
            *torch("w1_*", VECTOR, "mm,onednn,compile", plain=False), beside("tf", VECTOR)),
           (Row(SMALL, OPENBLAS, 0.90), Row(THIN, BLAS, 1.0), Row(VECTOR, EVERYONE, 1.0), Row(VECTOR, OPENBLAS, 3.0))),
    Family("gemm-threads", "Square products, two threads", 0.5,
           (beside("merapi", of("gemm/nn/%d", *SIZES), threads=2),),
           (Row(of("gemm/nn/%d", *SIZES), ONE_THREAD, 1.9, threads=2),)),
    Family("conv", "Convolutions", 0.5, torch("w2_*", ("conv/",), "channels_last,compile", plain=False),
           (Row(forward(*RESNET, *OTHERS), PYTORCH, 1.0), Row(forward(DEPTHWISE), PYTORCH, 1.5),
            Row(backward(*RESNET, *OTHERS, DEPTHWISE), PYTORCH, 1.0))),
    Family("elementwise", "Functions of each element, normalizations", 0.5,
           (*torch("w9_*", CURVES + SOFTMAX, "eager,compile", plain=False), merapi(STREAMS + ("elementwise/copy/1e7",))),
           (Row(CURVES, PYTORCH, 3.0), Row(SOFTMAX, PYTORCH, 1.5), Row(STREAMS, COPY, 0.85))),
    Family("adam", "Adam, 25 million parameters", 2.0, torch("w10_*", ("adam/25M",), "fused"),
           (Row(("adam/25M",), PYTORCH, 1.1),)),
    Family("tinyops", "A chain of 100 tiny operators", 1.5, torch("w11_*", ("tinyops/",), "eager"),
           (Row(("tinyops/fwdbwd",), PYTORCH, 5.0),)),
    Family("cifar-cnn", "Training the CIFAR CNN, two threads", 1.5,
           torch("w3_*", ("cifar-cnn/train",), "eager,channels_last,compile", threads=2),
           (Row(("cifar-cnn/train/b128",), PYTORCH, 1.3, threads=2),)),
    Family("mlp", "Training the MLP, two threads", 1.5,
           torch("w4_*", ("mlp/train",), "eager,fused,compile", threads=2),
           (Row(of("mlp/train/b%d", 32, 128), PYTORCH, 1.3, threads=2),)),
    Family("recurrent", "Training recurrent networks, two threads", 1.5,
           torch("w5_*", RECURRENT, "eager,fused,compile", threads=2),
           (Row(RECURRENT, PYTORCH, 1.0, threads=2), Row(RECURRENT, PYTORCH, 1.3, threads=2, aim=True)), 3),
    Family("transformer", "Transformers, two threads", 1.5,
           torch("w7_*", TRANSFORMER, "eager,fused,compile", threads=2),
           (Row(TRANSFORMER, PYTORCH, 1.0, threads=2), Row(TRANSFORMER, PYTORCH, 1.3, threads=2, aim=True)), 3),
    Family("textcnn", "Training TextCNN, two threads", 1.5,
           torch("w6_*", TEXTCNN, "eager,fused,compile", threads=2),
           (Row(TEXTCNN, PYTORCH, 1.0, threads=2), Row(TEXTCNN, PYTORCH, 1.3, threads=2, aim=True)), 3),
    Family("resnet", "Residual networks, two threads", 1.5,
           torch("w8_*", RESIDUAL, "eager,channels_last,compile", threads=2, plain=False),
           (Row(RESIDUAL, PYTORCH, 1.0, threads=2), Row(RESIDUAL, PYTORCH, 1.3, threads=2, aim=True)), 3),
    Family("memory", "Largest resident size in training, two threads", 1.0,
           tuple(Run(peer, case, 2, variants, script=script, memory=True)
                 for case, script in (("nanogpt/train/b8", "w7_*"), ("resnet18-cifar/train/b128", "w8_*"))
                 for peer, variants in (("torch", "eager"), ("torch-jemalloc", "eager"), ("merapi", ""))),
           (Row(("memory/nanogpt/train/b8", "memory/resnet18-cifar/train/b128"), PYTORCH, most=1.0, threads=2),), 3),
    Family("coldstart", "First result from process start", 0.5,
           (Run("torch", "coldstart", cold=True), Run("openblas", "coldstart", cold=True),
            merapi(("coldstart",), cold=True)),
           (Row(("coldstart/gemm/nn/512",), at_most_s=0.5), Row(("coldstart/gemm/nn/512/90%",), at_most_s=1.5))),
)


@dataclass(frozen=True)
class Point:
    """A point of the roofline: operations and bytes of an element or a call, each operand and result once."""
    case: str
    family: str
    kind: str
    label: str
    operations: float
    bytes: float


def product(name, m, n, k, label):
    family = "gemm" if m == n == k and m in SIZES else "gemm-shapes"
    return Point("gemm/nn/" + name, family, "product", label, 2 * m * n * k, 4 * (m * k + k * n + m * n))


def convolution(name, c, o, k, stride, h, groups, label):
    out = h // stride
    weights = o * (c // groups) * k * k
    moved = 4 * (32 * c * h * h + weights + 32 * o * out * out)
    return Point("conv/%s/b32/fwd" % name, "conv", "convolution", label, 2 * 32 * out * out * weights, moved)


def function(name, operations, moved):
    return Point("elementwise/%s/1e7" % name, "elementwise", "elementwise", name, operations, moved)


# Operations of a function: what our kernel does to one element, an fma counting two and a comparison none.
POINTS = tuple(product(str(n), n, n, n, "%d³" % n) for n in (64, 128, 256, 512, 1024, 2048)) + (
    product("1x4096x4096", 1, 4096, 4096, "1 x 4096 x 4096"),
    product("8x4096x4096", 8, 4096, 4096, "8 x 4096 x 4096"),
    product("100000x64x64", 100000, 64, 64, "100000 x 64 x 64"),
    convolution("7x7s2-3-64-224", 3, 64, 7, 2, 224, 1, "7x7/2, 3 → 64"),
    convolution("3x3-64-56", 64, 64, 3, 1, 56, 1, "3x3, 64"),
    convolution("3x3-128-28", 128, 128, 3, 1, 28, 1, "3x3, 128"),
    convolution("3x3-256-14", 256, 256, 3, 1, 14, 1, "3x3, 256"),
    convolution("3x3-512-7", 512, 512, 3, 1, 7, 1, "3x3, 512"),
    convolution("1x1-64-256-56", 64, 256, 1, 1, 56, 1, "1x1, 64 → 256"),
    convolution("dw3x3-256-28", 256, 256, 3, 1, 28, 256, "depthwise 3x3, 256"),
    function("add", 1, 12), function("sum", 1, 4), function("exp", 19, 8), function("tanh", 36, 8),
    function("sigmoid", 23, 8), function("gelu", 61, 8), function("gelu-tanh", 28, 8), function("softmax", 22, 8),
    function("layernorm", 8, 8),
    Point("adam/25M", "adam", "optimizer", "Adam", 16, 28),
)
PEAK = "machine/fma-peak"
