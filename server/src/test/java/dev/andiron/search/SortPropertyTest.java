package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.resource.ResourceVersion;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Resources with none, one or several values of each parameter, few of them distinct, sorted by
/// the database and by a model that knows nothing of it.
@DisplayName("FHIR R4 search §sort: any keys, either way, any size of pages, forward and back")
class SortPropertyTest {
  private static final int RESOURCES = 300;
  private static final int SORTS = 12;
  private static final List<String> WORDS = List.of("ash", "Birch", "cedar", "Elm", "élan", "fir");

  /// Two writes of three fall into the same second.
  private static final class Ticks extends Clock {
    private final AtomicLong asked = new AtomicLong();

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(asked.incrementAndGet() / 3);
    }
  }

  /// A resource as the model sees it: the values of each code.
  private record Model(String id, Map<String, List<Comparable<?>>> values) {}

  private final Random random = new Random(20260101);
  private final SearchFixture fixture = new SearchFixture(new Ticks());
  private final List<Model> models = new ArrayList<>();

  @Test
  @DisplayName("by strings, tokens, dates and URIs")
  void questionnaires() {
    for (int i = 0; i < RESOURCES; i++) {
      Map<String, List<Comparable<?>>> values = new HashMap<>();
      String json =
          "{'resourceType':'Questionnaire','id':'%s','status':'%s'%s%s%s%s}"
              .formatted(
                  id(i),
                  one(values, "status", List.of("draft", "active", "retired")),
                  maybe(values, "name", "name", WORDS),
                  maybe(values, "title", "title", WORDS),
                  maybe(values, "date", "date", List.of("2020", "2020-01-02", "2021-03")),
                  maybe(values, "url", "url", List.of("http://a", "http://B", "urn:x")));
      put(json, values);
    }
    walk("Questionnaire", List.of("status", "name", "title", "date", "url"));
  }

  @Test
  @DisplayName("by numbers, dates, references and tokens of which there may be several")
  void charges() {
    for (int i = 0; i < RESOURCES; i++) {
      Map<String, List<Comparable<?>>> values = new HashMap<>();
      List<String> numbers = List.of("-1.5", "0", "0.50", "2", "1e2");
      String number = random.nextInt(4) == 0 ? null : numbers.get(random.nextInt(5));
      if (number != null) {
        values.put("factor-override", List.of(new BigDecimal(number)));
      }
      List<String> accounts = some(List.of("a1", "a2", "a3", "b1"));
      values.put("account", List.copyOf(accounts));
      List<String> services = some(List.of("s1", "s2", "s3"));
      values.put("service", List.copyOf(services));
      List<String> identifiers = some(List.of("i1", "i2", "i3"));
      values.put("identifier", List.copyOf(identifiers));
      String json =
          "{'resourceType':'ChargeItem','id':'%s','status':'billed','code':{'text':'c'},'subject':{'reference':'Patient/p'}%s%s,'account':%s,'service':%s,'identifier':%s}"
              .formatted(
                  id(i),
                  number == null ? "" : ",'factorOverride':" + number,
                  maybe(values, "entered-date", "enteredDate", List.of("2019-05-05", "2022-02-01")),
                  references("Account", accounts),
                  references("Observation", services),
                  identifiers.stream()
                      .map("{'value':'%s'}"::formatted)
                      .collect(Collectors.joining(",", "[", "]")));
      put(json.replaceAll(",'[a-z]+':\\[]", ""), values);
    }
    walk(
        "ChargeItem",
        List.of("factor-override", "entered-date", "account", "service", "identifier"));
  }

  private static String id(int i) {
    return "r%03d".formatted((i * 137) % 1000);
  }

  private static String references(String type, List<String> ids) {
    return ids.stream()
        .map(id -> "{'reference':'%s/%s'}".formatted(type, id))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String one(Map<String, List<Comparable<?>>> values, String code, List<String> from) {
    String text = from.get(random.nextInt(from.size()));
    values.put(code, List.of(text));
    return text;
  }

  private String maybe(
      Map<String, List<Comparable<?>>> values, String code, String member, List<String> from) {
    if (random.nextInt(3) == 0) {
      return "";
    }
    String text = from.get(random.nextInt(from.size()));
    boolean folded = code.equals("name") || code.equals("title");
    values.put(
        code, List.of(folded ? text.toLowerCase(java.util.Locale.ROOT).replace('é', 'e') : text));
    return ",'%s':'%s'".formatted(member, text);
  }

  private List<String> some(List<String> from) {
    List<String> all = new ArrayList<>(from);
    Collections.shuffle(all, random);
    return all.subList(0, random.nextInt(3));
  }

  private void put(String json, Map<String, List<Comparable<?>>> values) {
    fixture.put(json);
    models.add(
        new Model(java.util.Objects.requireNonNull(SearchFixture.json(json).string("id")), values));
  }

  private void walk(String type, List<String> ofType) {
    for (ResourceVersion row : fixture.page(type, "_count=1000").rows()) {
      models.stream()
          .filter(model -> model.id().equals(row.id()))
          .forEach(model -> {
            model.values().put("_lastUpdated", List.of(row.lastUpdated()));
            model.values().put("_id", List.of(row.id()));
          });
    }
    List<String> codes = new ArrayList<>(ofType);
    codes.addAll(List.of("_lastUpdated", "_id"));
    for (int i = 0; i < SORTS; i++) {
      Collections.shuffle(codes, random);
      List<String> keys =
          codes.subList(0, 1 + random.nextInt(4)).stream()
              .map(code -> (random.nextBoolean() ? "-" : "") + code)
              .toList();
      int count = List.of(23, 50, 101, 299, 300).get(random.nextInt(5));
      String query = "_sort=" + String.join(",", keys) + "&_count=" + count;
      List<String> expected = expected(keys);
      walk(type, query, expected);
      // Few, which are looked up and sorted by themselves.
      List<String> few = expected.stream().filter(id -> id.endsWith("3")).toList();
      walk(
          type,
          "_id=" + String.join(",", few) + "&" + query.replaceAll("_count=.*", "_count=7"),
          few);
    }
  }

  private List<String> expected(List<String> keys) {
    Comparator<Model> order = null;
    for (String key : keys) {
      Comparator<Model> by = by(key, key.startsWith("-"));
      order = order == null ? by : order.thenComparing(by);
    }
    Comparator<Model> ids = Comparator.comparing(Model::id);
    return models.stream()
        .sorted(
            java.util.Objects.requireNonNull(order)
                .thenComparing(keys.getFirst().startsWith("-") ? ids.reversed() : ids))
        .map(Model::id)
        .toList();
  }

  /// By the first value, or by the last where descending; without one last, in either direction.
  private static Comparator<Model> by(String key, boolean descending) {
    String code = key.startsWith("-") ? key.substring(1) : key;
    return (one, other) -> {
      List<Comparable<?>> left = one.values().getOrDefault(code, List.of());
      List<Comparable<?>> right = other.values().getOrDefault(code, List.of());
      if (left.isEmpty() || right.isEmpty()) {
        return Boolean.compare(left.isEmpty(), right.isEmpty());
      }
      return descending
          ? compare(extreme(right, true), extreme(left, true))
          : compare(extreme(left, false), extreme(right, false));
    };
  }

  private static Comparable<?> extreme(List<Comparable<?>> values, boolean last) {
    return last
        ? Collections.max(values, SortPropertyTest::compare)
        : Collections.min(values, SortPropertyTest::compare);
  }

  @SuppressWarnings("unchecked") // values of one code are of one class
  private static int compare(Comparable<?> one, Comparable<?> other) {
    return ((Comparable<Object>) one).compareTo(other);
  }

  private void walk(String type, String query, List<String> expected) {
    List<String> there = new ArrayList<>();
    Page page = fixture.page(type, query);
    there.addAll(SearchFixture.ids(page));
    while (page.nextCursor() != null) {
      page = fixture.page(type, query + "&_cursor=" + page.nextCursor());
      there.addAll(SearchFixture.ids(page));
    }
    assertThat(there).as(query).isEqualTo(expected);
    List<String> back = new ArrayList<>(SearchFixture.ids(page));
    while (page.previousCursor() != null) {
      page = fixture.page(type, query + "&_cursor=" + page.previousCursor());
      back.addAll(0, SearchFixture.ids(page));
    }
    assertThat(back).as("back, " + query).isEqualTo(expected);
  }
}
