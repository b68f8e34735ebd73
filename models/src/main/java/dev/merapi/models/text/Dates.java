package dev.merapi.models.text;

import dev.merapi.tensor.RandomKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Days from 1950 to 2049 as people write them, and by ISO 8601: "Tuesday 3 march 1998", "3/12/98" or "3.12.1998" and
 * "1998-03-03". A small task for models that write sequences. No day is in two of the parts. With slashes the month comes
 * first, with points the day.
 */
public record Dates(TextPairs train, TextPairs validation, TextPairs test) {
    private static final LocalDate FIRST = LocalDate.of(1950, 1, 1);
    private static final int DAYS = (int) (LocalDate.of(2050, 1, 1).toEpochDay() - FIRST.toEpochDay());
    private static final int FORMS = 12;

    private static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");

    private static final List<String> WEEKDAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    /** So many different days for each part, in forms that the key chooses. */
    public static Dates of(int train, int validation, int test, RandomKey key) {
        long all = (long) train + validation + test;
        if (train < 0 || validation < 0 || test < 0 || all > DAYS) {
            throw new IllegalArgumentException("the dates from 1950 to 2049 are " + DAYS + ", not " + train + " + "
                    + validation + " + " + test + "; ask for fewer");
        }
        int[] days = key.fold("days").permutation(DAYS);
        float[] forms = key.fold("forms").uniform(DAYS).toFloatArray();
        float[] cases = key.fold("cases").uniform(DAYS).toFloatArray();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            texts.add(cased(form(FIRST.plusDays(days[i]), (int) (forms[i] * FORMS)), cases[i]));
        }
        List<String> dates = Arrays.stream(days)
                .limit(all)
                .mapToObj(day -> FIRST.plusDays(day).toString())
                .toList();
        return new Dates(
                pairs(texts, dates, 0, train),
                pairs(texts, dates, train, train + validation),
                pairs(texts, dates, train + validation, (int) all));
    }

    private static TextPairs pairs(List<String> texts, List<String> dates, int from, int to) {
        return new TextPairs(texts.subList(from, to), dates.subList(from, to));
    }

    private static String form(LocalDate date, int form) {
        int d = date.getDayOfMonth();
        int m = date.getMonthValue();
        int y = date.getYear();
        String two = String.format(Locale.ROOT, "%02d", y % 100);
        String month = MONTHS.get(m - 1);
        String weekday = WEEKDAYS.get(date.getDayOfWeek().getValue() - 1);
        return switch (form) {
            case 0 -> weekday + " " + d + " " + month + " " + y;
            case 1 -> shortened(month) + " " + d + ", " + y;
            case 2 -> m + "/" + d + "/" + two;
            case 3 -> d + "." + m + "." + y;
            case 4 -> month + " " + d + ", " + y;
            case 5 -> d + " " + shortened(month) + " " + two;
            case 6 -> "the " + ordinal(d) + " of " + month + ", " + y;
            case 7 -> weekday + ", " + month + " " + ordinal(d) + ", " + y;
            case 8 -> shortened(weekday) + " " + d + " " + shortened(month) + " " + y;
            case 9 -> String.format(Locale.ROOT, "%02d/%02d/%d", m, d, y);
            case 10 -> d + "-" + shortened(month) + "-" + y;
            default -> ordinal(d) + " " + month + " '" + two;
        };
    }

    private static String shortened(String name) {
        return name.substring(0, 3);
    }

    private static String ordinal(int d) {
        String ending = d / 10 == 1
                ? "th"
                : switch (d % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        return d + ending;
    }

    /** One text in five all in small letters, one in ten all in capitals. */
    private static String cased(String text, float draw) {
        if (draw < 0.2) {
            return text.toLowerCase(Locale.ROOT);
        }
        return draw < 0.3 ? text.toUpperCase(Locale.ROOT) : text;
    }
}
