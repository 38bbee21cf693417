package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.ElementPath;
import dev.andiron.search.HiddenElements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns an AccessPolicy resource into a [Policy], or says everything that is wrong with it.
final class PolicyCompiler {
  private static final String ENGINES = "allow, matcho, json-schema, sql and complex";
  private static final int DEEPEST = 10;
  private static final int MOST_RULES = 200;
  private static final Set<String> LINKED = Set.of("User", "Client", "Operation");
  private static final Set<String> RULE_MEMBERS =
      Set.of("engine", "matcho", "and", "or", "schema", "sql", "description");

  /// The elements that belong to one engine, and which.
  private static final List<String> ENGINE_ELEMENTS =
      List.of("matcho", "and", "or", "schema", "sql");

  private static final Pattern ELEMENTS =
      Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\[x])?(\\.[A-Za-z][A-Za-z0-9_-]*(\\[x])?){0,20}");

  private final List<Issue> issues = new ArrayList<>();
  private int rules;

  private final String id;
  private final @Nullable PolicyDatabase database;

  private PolicyCompiler(String id, @Nullable PolicyDatabase database) {
    this.id = id;
    this.database = database;
  }

  /// What became of an AccessPolicy.
  ///
  /// @param policy null where there are issues
  record Compiled(@Nullable Policy policy, List<Issue> issues) {}

  /// As below, for those who do not ask what its queries answer: there they allow nothing.
  static Compiled compile(String id, JsonObject resource) {
    return compile(id, resource, null);
  }

  /// @param database where its queries will be asked
  static Compiled compile(String id, JsonObject resource, @Nullable PolicyDatabase database) {
    PolicyCompiler compiler = new PolicyCompiler(id, database);
    Policy policy = compiler.policy((JsonObject) resource.resolved());
    return compiler.issues.isEmpty()
        ? new Compiled(policy, List.of())
        : new Compiled(null, List.copyOf(compiler.issues));
  }

  private Policy policy(JsonObject resource) {
    if (resource.has("type") && !"rest".equals(resource.string("type"))) {
      notOffered("AccessPolicy.type", "Policies of this type are");
    }
    return new Policy(
        id,
        links(resource),
        roleName(resource),
        rule(resource, "AccessPolicy", 1),
        restriction(resource),
        hidden(resource));
  }

  /// Whether there are such elements, the hook says.
  private HiddenElements hidden(JsonObject resource) {
    JsonObject hide = resource.object("hide");
    Map<String, Set<ElementPath>> byType = new HashMap<>();
    for (JsonObject.Member member : hide == null ? JsonObject.EMPTY : hide) {
      String at = "AccessPolicy.hide." + member.name();
      Set<ElementPath> paths = new LinkedHashSet<>();
      for (Json each :
          member.value() instanceof JsonArray array ? array : JsonArray.of(List.of())) {
        if (each instanceof JsonString(String path) && ELEMENTS.matcher(path).matches()) {
          paths.add(elements(member.name(), path));
        } else {
          paths.clear();
          break;
        }
      }
      if (paths.isEmpty()) {
        fault(at, "A list of elements is needed here: `[telecom, contact.name]`.");
      }
      byType.put(member.name(), paths);
    }
    return new HiddenElements(byType);
  }

  /// The type may stand before, and `[x]` behind, as in the specification.
  private static ElementPath elements(String type, String path) {
    String below = path.startsWith(type + ".") ? path.substring(type.length() + 1) : path;
    return new ElementPath(List.of(below.replace("[x]", "").split("\\.")));
  }

  private Restriction restriction(JsonObject resource) {
    if (!resource.has("restrict")) {
      return Restriction.NONE;
    }
    String at = "AccessPolicy.restrict";
    JsonObject restrict = resource.object("restrict");
    Map<String, CriterionTemplate> types = new HashMap<>();
    CriterionTemplate others = null;
    for (JsonObject.Member member : restrict == null ? JsonObject.EMPTY : restrict) {
      if (!(member.value() instanceof JsonString(String criterion))) {
        fault(at + "." + member.name(), "A search is needed here, as a text: `patient=Patient/p`.");
        continue;
      }
      try {
        CriterionTemplate template = CriterionTemplate.parse(criterion);
        if (member.name().equals("*")) {
          others = template;
        } else {
          types.put(member.name(), template);
        }
      } catch (IllegalArgumentException e) {
        fault(at + "." + member.name(), String.valueOf(e.getMessage()));
      }
    }
    return new Restriction(types, others);
  }

  private @Nullable String roleName(JsonObject resource) {
    if (!resource.has("roleName")) {
      return null;
    }
    String name = resource.string("roleName");
    if (name == null || name.isBlank()) {
      fault("AccessPolicy.roleName", "A role name is a text that is not blank.");
    }
    return name;
  }

  private List<ResourceKey> links(JsonObject resource) {
    if (!resource.has("link")) {
      return List.of();
    }
    List<ResourceKey> links = new ArrayList<>();
    JsonArray array = resource.array("link");
    if (array.isEmpty()) {
      // Taking it for "no links" would open to everybody what was meant for somebody.
      fault("AccessPolicy.link", "A list of references is needed here, or no `link` at all.");
    }
    for (int i = 0; i < array.size(); i++) {
      String at = "AccessPolicy.link[" + i + "]";
      JsonObject reference =
          array.get(i) instanceof JsonObject link ? References.parsed(link) : null;
      String type = reference == null ? null : reference.string("resourceType");
      String id = reference == null ? null : reference.string("id");
      if (type == null || id == null) {
        fault(
            at,
            "A link is {\"reference\": \"User/u\"} or {\"resourceType\": \"User\", \"id\": \"u\"}.");
      } else if (!LINKED.contains(type)) {
        fault(at, "A policy is linked to a User, a Client or an Operation, not to a " + type + ".");
      } else {
        links.add(new ResourceKey(type, id));
      }
    }
    return List.copyOf(links);
  }

  /// @param rule the AccessPolicy, or one of the rules in its `and` or `or`
  private Policy.Rule rule(JsonObject rule, String at, int depth) {
    rules++;
    if (depth > DEEPEST || rules > MOST_RULES) {
      fault(at, "A policy has at most %d rules, %d levels deep.".formatted(MOST_RULES, DEEPEST));
      return new Policy.AnyOf(List.of());
    }
    String engine = rule.string("engine");
    if (engine == null) {
      issues.add(
          new Issue(
              Issue.Kind.REQUIRED, at + ".engine", "A policy needs an engine: " + ENGINES + "."));
      return new Policy.AnyOf(List.of());
    }
    return switch (engine) {
      case "allow" -> {
        refuseOthers(rule, at, engine, Set.of());
        yield new Policy.Allow();
      }
      case "matcho" -> {
        refuseOthers(rule, at, engine, Set.of("matcho"));
        yield matcho(rule, at);
      }
      case "complex" -> {
        refuseOthers(rule, at, engine, Set.of("and", "or"));
        yield complex(rule, at, depth);
      }
      case "json-schema" -> {
        refuseOthers(rule, at, engine, Set.of("schema"));
        yield schema(rule, at);
      }
      case "sql" -> {
        refuseOthers(rule, at, engine, Set.of("sql"));
        yield sql(rule, at);
      }
      case "clj", "matcho-rpc", "allow-rpc", "signed-rpc", "smart-on-fhir" -> {
        notOffered(at + ".engine", "The engine `" + engine + "` is");
        yield new Policy.AnyOf(List.of());
      }
      default -> {
        fault(at + ".engine", "There is no such engine; there are " + ENGINES + ".");
        yield new Policy.AnyOf(List.of());
      }
    };
  }

  private Policy.Rule matcho(JsonObject rule, String at) {
    JsonObject matcho = rule.object("matcho");
    if (matcho == null) {
      issues.add(
          new Issue(
              Issue.Kind.REQUIRED,
              at + ".matcho",
              "The engine `matcho` needs a `matcho` object: what the request must look like."));
      return new Policy.AnyOf(List.of());
    }
    return new Policy.Matching(new MatchoCompiler(issues).compile(matcho, at + ".matcho"));
  }

  private Policy.Rule schema(JsonObject rule, String at) {
    JsonObject schema = rule.object("schema");
    if (schema == null) {
      issues.add(
          new Issue(
              Issue.Kind.REQUIRED,
              at + ".schema",
              "The engine `json-schema` needs a `schema` object: what the request must be."));
      return new Policy.AnyOf(List.of());
    }
    RequestSchema compiled = new SchemaCompiler(issues).compile(schema, at + ".schema");
    return compiled == null ? new Policy.AnyOf(List.of()) : new Policy.Conforming(compiled);
  }

  private Policy.Rule sql(JsonObject rule, String at) {
    JsonObject sql = rule.object("sql");
    String query = sql == null ? null : sql.string("query");
    if (sql == null || query == null) {
      issues.add(
          new Issue(
              Issue.Kind.REQUIRED,
              at + ".sql.query",
              "The engine `sql` needs a query: `select` something that is true."));
      return new Policy.AnyOf(List.of());
    }
    if (sql.size() > 1) {
      fault(at + ".sql", "There is nothing but `query` under `sql`.");
    }
    try {
      return new Policy.Asking(PolicyQueryReader.read(query), id, database);
    } catch (IllegalArgumentException e) {
      fault(at + ".sql.query", String.valueOf(e.getMessage()));
      return new Policy.AnyOf(List.of());
    }
  }

  private Policy.Rule complex(JsonObject rule, String at, int depth) {
    if (rule.has("and") == rule.has("or")) {
      // As in Aidbox: on one level it would not be plain which of them binds the other.
      fault(
          at,
          rule.has("and")
              ? "`and` and `or` cannot stand on one level; nest one as a complex rule of the other."
              : "The engine `complex` needs a list of rules under `and` or `or`.");
      return new Policy.AnyOf(List.of());
    }
    return rule.has("and")
        ? new Policy.AllOf(nested(rule, "and", at, depth))
        : new Policy.AnyOf(nested(rule, "or", at, depth));
  }

  private List<Policy.Rule> nested(JsonObject rule, String name, String at, int depth) {
    JsonArray array = rule.array(name);
    if (array.isEmpty()) {
      fault(at + "." + name, "A list with at least one rule is needed here.");
    }
    List<Policy.Rule> nested = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      String here = at + "." + name + "[" + i + "]";
      Json element = array.get(i);
      if (element instanceof JsonObject object) {
        refuseUnknown(object, here);
        nested.add(rule(object, here, depth + 1));
      } else {
        fault(here, "A rule is an object with an `engine`.");
      }
    }
    return List.copyOf(nested);
  }

  /// Below `and` and `or` no definition says which elements there are.
  private void refuseUnknown(JsonObject rule, String at) {
    for (JsonObject.Member member : rule) {
      String name = member.name();
      if (name.equals("link") || name.equals("roleName")) {
        fault(at + "." + name, "Links and roles belong to the policy as a whole.");
      } else if (!RULE_MEMBERS.contains(name) && !ENGINE_ELEMENTS.contains(name)) {
        issues.add(new Issue(Issue.Kind.STRUCTURE, at + "." + name, "A rule has no such element."));
      } else if (name.equals("description") && !(member.value() instanceof JsonString)) {
        fault(at + "." + name, "A description is a text.");
      }
    }
  }

  /// An element of another engine has no effect; who wrote it meant it to have one.
  private void refuseOthers(JsonObject rule, String at, String engine, Set<String> own) {
    for (String element : ENGINE_ELEMENTS) {
      if (rule.has(element) && !own.contains(element)) {
        fault(at + "." + element, "The engine `" + engine + "` has no use for `" + element + "`.");
      }
    }
  }

  private void notOffered(String at, String what) {
    issues.add(
        new Issue(
            Issue.Kind.NOT_SUPPORTED,
            at,
            what + " not offered by this version of the server; there are " + ENGINES + "."));
  }

  private void fault(String at, String message) {
    issues.add(new Issue(Issue.Kind.VALUE, at, message));
  }
}
