"""Writes the goldens that MetricGoldenTest reads: figures of scikit-learn 1.9 and sacreBLEU 2.6.

    pip install scikit-learn sacrebleu         # in an environment of its own
    python3 tests/goldens/make_metrics.py      # from the project's root

BLEU's texts are in bleu(): tests/src/test/.../MetricGoldenTest has the same.
"""
import numpy as np
import sacrebleu
import sklearn
import torch
from sklearn import metrics as m

import make_goldens
from make_goldens import OUT, save

make_goldens.DTYPES[torch.float64] = "F64"

HYPOTHESES = [
    "the cat is on the mat",
    "there is a cat on the mat and a dog below it",
    "he read the book because he was interested in world history",
    "the the the the the the the",
    "short",
]
REFERENCES = [
    ["the cat sits on the mat", "there is a cat on the mat", "a cat is on a mat", "the cat is here", "short text"],
    ["a cat is on the mat", "a cat and a dog are on the mat",
     "he was interested in world history because he read the book",
     "there is a cat on the mat", "a short one"],
]


def ranking(rng, tensors):
    labels = rng.integers(0, 2, 300)
    scores = np.round(rng.normal(size=300) + labels, 1)
    precision, recall, thresholds = m.precision_recall_curve(labels, scores)
    fpr, tpr, _ = m.roc_curve(labels, scores, drop_intermediate=False)
    tensors |= {"rank.scores": scores, "rank.labels": labels, "rank.auc": m.roc_auc_score(labels, scores),
                "rank.ap": m.average_precision_score(labels, scores), "rank.precision": precision[:-1][::-1],
                "rank.recall": recall[:-1][::-1], "rank.thresholds": thresholds[::-1],
                "rank.fpr": fpr[1:], "rank.tpr": tpr[1:]}


def classes(rng, tensors):
    truth = rng.choice(5, 400, p=[0.4, 0.3, 0.2, 0.1, 0.0])
    guess = np.where(rng.random(400) < 0.6, truth, rng.integers(0, 5, 400))
    tensors |= {"class.truth": truth, "class.guess": guess, "class.matthews": m.matthews_corrcoef(truth, guess)}
    for average in ("micro", "macro", "weighted", None):
        figures = m.precision_recall_fscore_support(truth, guess, labels=range(5), average=average, zero_division=0)
        for name, value in zip(("precision", "recall", "f1"), figures):
            tensors["class." + name + "." + (average or "each")] = value
    tensors["class.iou"] = m.jaccard_score(truth, guess, labels=range(5), average=None, zero_division=0)
    scores, labels = rng.normal(size=(100, 6)), rng.integers(0, 6, 100)
    tensors |= {"top.scores": scores, "top.labels": labels}
    for k in (1, 2, 5):
        tensors["top.%d" % k] = m.top_k_accuracy_score(labels, scores, k=k, labels=range(6))


def regression(rng, tensors):
    targets = (100 + rng.normal(size=150)).astype(np.float32).astype(np.float64)
    guesses = (targets + 0.5 * rng.normal(size=150)).astype(np.float32).astype(np.float64)
    tensors |= {"regression.targets": targets, "regression.guesses": guesses,
                "regression.mae": m.mean_absolute_error(targets, guesses),
                "regression.rmse": m.root_mean_squared_error(targets, guesses),
                "regression.r2": m.r2_score(targets, guesses)}


def bleu(tensors):
    for method, value in {"none": None, "floor": 0.1, "add-k": 1, "exp": None}.items():
        kinds = {"": (HYPOTHESES, REFERENCES), "one.": (HYPOTHESES, REFERENCES[:1]),
                 "short.": (HYPOTHESES[:1], [["the dog sits on a long red mat"]])}
        for kind, (hypotheses, references) in kinds.items():
            score = sacrebleu.corpus_bleu(hypotheses, references, smooth_method=method, smooth_value=value,
                                          tokenize="none", force=True)
            tensors["bleu." + kind + method] = score.score / 100
            print(kind, method, score)


def main():
    rng, tensors = np.random.default_rng(20260104), {}
    ranking(rng, tensors)
    classes(rng, tensors)
    regression(rng, tensors)
    bleu(tensors)
    tensors = {n: torch.from_numpy(np.array(v)) for n, v in tensors.items()}
    save(OUT / "metrics.safetensors", tensors, {"sklearn": sklearn.__version__, "sacrebleu": sacrebleu.__version__})


if __name__ == "__main__":
    main()
