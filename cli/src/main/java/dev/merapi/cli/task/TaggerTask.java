package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.cli.report.TagSections;
import dev.merapi.cli.text.Columns;
import dev.merapi.cli.text.ConfusionTable;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Bucketed;
import dev.merapi.models.io.Json;
import dev.merapi.models.loss.CrfNll;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.text.ConllU;
import dev.merapi.models.text.TaggedSentences;
import dev.merapi.models.text.TreebankWords;
import dev.merapi.models.text.UdEwt;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.BiLstmCrf;
import dev.merapi.tensor.RandomKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A tagger of words with their parts of speech, on sentences in CoNLL-U. */
public record TaggerTask(
        String name, String summary, Source source, String origin, Optional<Target> target, Defaults defaults)
        implements Answering {
    /** A word that occurs once in the training data is unknown, so that unknown words are learned too. */
    private static final int SEEN = 2;

    private static final double LARGEST_GRADIENT = 5;

    /** What numbers words and characters. */
    private record Vocabularies(Vocabulary words, Vocabulary characters) {
        static Vocabularies of(List<ConllU.Sentence> sentences) {
            return new Vocabularies(
                    Vocabulary.seen(words(sentences).map(TaggedSentences::lower), SEEN),
                    Vocabulary.seen(
                            words(sentences).flatMap(word -> word.codePoints().mapToObj(Character::toString)), SEEN));
        }

        private static Stream<String> words(List<ConllU.Sentence> sentences) {
            return sentences.stream().flatMap(sentence -> sentence.words().stream());
        }

        static Vocabularies of(Json json) {
            return new Vocabularies(Vocabulary.of(json.get("words")), Vocabulary.of(json.get("characters")));
        }

        Json toJson() {
            Map<String, Json> fields = new LinkedHashMap<>();
            fields.put("words", words.toJson());
            fields.put("characters", characters.toJson());
            return Json.object(fields);
        }

        BiLstmCrf model(RandomKey key) {
            int tags = ConllU.PARTS_OF_SPEECH.size();
            return BiLstmCrf.of(BiLstmCrf.Config.of(words.size(), characters.size(), tags), key);
        }

        TaggedSentences number(List<ConllU.Sentence> sentences) {
            return TaggedSentences.of(sentences, words, characters, ConllU.PARTS_OF_SPEECH);
        }
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        UdEwt treebank = UdEwt.open(data);
        List<ConllU.Sentence> train = limited(treebank.train(), settings);
        List<ConllU.Sentence> test = limited(treebank.test(), settings);
        Vocabularies known = details.map(Vocabularies::of).orElseGet(() -> Vocabularies.of(train));
        BiLstmCrf model = known.model(RandomKey.of(settings.seed()).fold("model"));
        Forward forward = batch -> model.forward(batch.inputs(), batch.more().getFirst());
        Recipe recipe = Recipe.of(
                        new CrfNll(model.crf(), true, Reduction.MEAN),
                        new ClipNorm(LARGEST_GRADIENT, Adam.of(settings.rate())))
                .schedule(new Cosine(0.01))
                .settings(settings);
        TaggedSentences numbered = known.number(train);
        return new Work(
                model,
                forward,
                recipe,
                new Bucketed(numbered, numbered.lengths()),
                known.number(limited(treebank.validation(), settings)),
                "sentences",
                known.toJson(),
                () -> outcome(model, known, test));
    }

    @Override
    public Asked asked() {
        return Asked.TEXTS;
    }

    @Override
    public Answerer answerer(Learned learned) {
        Vocabularies known = Vocabularies.of(learned.details());
        BiLstmCrf model = learned.into(known.model(RandomKey.of(0)));
        return question -> {
            List<String> words = TreebankWords.split(question.input());
            if (words.isEmpty()) {
                throw new Failure("the text '" + question.input() + "' has no words to tag; write some, in quotes");
            }
            List<String> any = Collections.nCopies(words.size(), ConllU.PARTS_OF_SPEECH.getFirst());
            int[] tags = Tagging.of(model, known.number(List.of(new ConllU.Sentence(words, any))))[0];
            return new Answer.Written(
                    question.input(),
                    Columns.of(
                            words,
                            Arrays.stream(tags)
                                    .mapToObj(ConllU.PARTS_OF_SPEECH::get)
                                    .toList()));
        };
    }

    private static List<ConllU.Sentence> limited(List<ConllU.Sentence> sentences, Manifest.Settings settings) {
        return settings.limit() == 0 ? sentences : sentences.subList(0, Math.min(settings.limit(), sentences.size()));
    }

    private static Outcome outcome(BiLstmCrf model, Vocabularies known, List<ConllU.Sentence> test) {
        int[][] tags = Tagging.of(model, known.number(test));
        List<String> names = ConllU.PARTS_OF_SPEECH;
        var matrix = new ConfusionMatrix(names.size());
        Accuracy whole = Accuracy.NONE;
        Accuracy unknown = Accuracy.NONE;
        for (int i = 0; i < tags.length; i++) {
            ConllU.Sentence sentence = test.get(i);
            int right = 0;
            for (int t = 0; t < sentence.size(); t++) {
                int wanted = names.indexOf(sentence.tags().get(t));
                int hit = tags[i][t] == wanted ? 1 : 0;
                matrix.add(wanted, tags[i][t]);
                right += hit;
                String word = TaggedSentences.lower(sentence.words().get(t));
                unknown = known.words().contains(word) ? unknown : unknown.plus(new Accuracy(hit, 1));
            }
            whole = whole.plus(new Accuracy(right == sentence.size() ? 1 : 0, 1));
        }
        var table = new ConfusionTable(matrix, names);
        return new Outcome(
                List.of(
                        metric("test accuracy", matrix.accuracy()),
                        metric("accuracy of unknown words", unknown.value()),
                        metric("sentences without a mistake", whole.value()),
                        metric("macro F1", matrix.macroF1())),
                table.counts() + "\n" + table.classes() + "\n" + Figures.count(matrix.total()) + " words in "
                        + Figures.count(test.size()) + " sentences",
                new TagSections(matrix, names, test, tags).html());
    }

    private static Outcome.Metric metric(String name, double share) {
        return new Outcome.Metric(name, share, Figures.percent(share));
    }
}
