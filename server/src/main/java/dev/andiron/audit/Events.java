package dev.andiron.audit;

import dev.andiron.audit.Event.Touched;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Written;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes events of what was noted. Thread-safe.
final class Events {
  private static final String SESSION = "Session";

  /// The status of what is about to be done; were it to fail, there would be no event.
  static final int DONE = 200;

  private static final Set<String> IDENTITIES = Set.of("User", "Client");
  private static final Set<String> RIGHTS = Set.of("AccessPolicy", "Role", "Operation");
  private static final Pattern PATIENT = Pattern.compile("Patient/([A-Za-z0-9.-]{1,64})");

  private final Clock clock;

  Events(Clock clock) {
    this.clock = clock;
  }

  /// @param written what its transaction writes; empty where it writes nothing
  /// @param status of the answer
  Event of(Recording recording, List<Written> written, int status) {
    Request request = recording.request();
    Kind kind = isRefusedSignIn(recording, status) ? Kind.LOGIN : kind(recording.kind(), written);
    List<Touched> touched = touched(recording, kind, written);
    Set<String> patients = new LinkedHashSet<>(recording.patients());
    addConcerned(written, touched, patients);
    if (kind.queries()) {
      addAsked(request.query(), patients);
    }
    Parties parties = parties(recording, kind, written);
    return new Event(
        kind,
        action(kind, written),
        subtypes(kind, request, touched),
        clock.instant(),
        new Event.Origin(request.id(), request.remoteAddress()),
        parties.userId(),
        parties.clientId(),
        kind.queries() ? AskedText.of(request) : null,
        touched,
        List.copyOf(patients),
        status);
  }

  /// Of what the server writes by itself, with no request: at its start, or by a command of whoever
  /// runs it.
  ///
  /// @param written what its transaction writes
  /// @return null where that changes nothing: a start that finds everything in place
  @Nullable Event byServer(List<Written> written) {
    if (written.stream().allMatch(each -> each.effect() == Written.Effect.UNCHANGED)) {
      return null;
    }
    Kind kind =
        written.size() > 1
            ? Kind.TRANSACTION
            : switch (written.getFirst().effect()) {
              case CREATED -> Kind.CREATE;
              case UPDATED, UNCHANGED -> Kind.UPDATE;
              case DELETED -> Kind.DELETE;
            };
    List<Touched> touched = touched(written);
    Set<String> patients = new LinkedHashSet<>();
    addConcerned(written, touched, patients);
    return new Event(
        kind,
        kind.action(),
        subtypes(kind, null, touched),
        clock.instant(),
        null,
        null,
        null,
        null,
        touched,
        List.copyOf(patients),
        DONE);
  }

  private static void addConcerned(
      List<Written> written, List<Touched> touched, Set<String> patients) {
    for (Written each : written) {
      MentionedPatients.collect(lastContent(each), patients);
    }
    for (Touched each : touched) {
      if (each.key().type().equals("Patient")) {
        patients.add(each.key().id());
      }
    }
  }

  /// Credentials that came with a request for something else, and were not good.
  private static boolean isRefusedSignIn(Recording recording, int status) {
    return (status == 401 || status == 429)
        && recording.userId() == null
        && recording.clientId() == null
        && !recording.kind().isOfSignIns();
  }

  /// A sign-in may end the session that was there before.
  private static Kind kind(Kind kind, List<Written> written) {
    boolean begins = kind == Kind.TOKEN || kind == Kind.LOGIN;
    return begins
            && !written.isEmpty()
            && written.stream().allMatch(each -> each.effect() != Written.Effect.CREATED)
        ? Kind.LOGOUT
        : kind;
  }

  private static String action(Kind kind, List<Written> written) {
    boolean creates =
        kind == Kind.UPDATE
            && written.size() == 1
            && written.getFirst().effect() == Written.Effect.CREATED;
    return creates ? "C" : kind.action();
  }

  private static List<Code> subtypes(Kind kind, @Nullable Request request, List<Touched> touched) {
    List<Code> subtypes = new ArrayList<>(kind.subtypes());
    if (kind == Kind.SEARCH && request != null) {
      subtypes.set(0, search(request));
    }
    if (kind.isOfSignIns()) {
      return subtypes;
    }
    Set<String> types = types(request, touched);
    if (types.contains(AppendOnly.TYPE)) {
      if (kind.reads()) {
        subtypes.add(Code.AUDIT_LOG_USED);
      }
    } else if (!kind.reads()) {
      if (!Collections.disjoint(types, IDENTITIES)) {
        subtypes.add(Code.SECURITY_ATTRIBUTES_CHANGED);
      }
      if (!Collections.disjoint(types, RIGHTS)) {
        subtypes.add(Code.SECURITY_ROLES_CHANGED);
      }
      if (types.contains(SESSION)) {
        subtypes.add(Code.LOGOUT);
      }
    }
    return subtypes;
  }

  /// Of which types the request says that it is, and what it touched is.
  private static Set<String> types(@Nullable Request request, List<Touched> touched) {
    Set<String> types = new HashSet<>();
    String type = request == null ? null : type(request);
    if (type != null) {
      types.add(type);
    }
    touched.forEach(each -> types.add(each.key().type()));
    return types;
  }

  private static Code search(Request request) {
    List<String> segments = request.segments();
    boolean posted = !segments.isEmpty() && segments.getLast().equals("_search");
    return switch (posted ? segments.size() - 1 : segments.size()) {
      case 0 -> Code.SEARCH_SYSTEM;
      case 1 -> Code.SEARCH_TYPE;
      default -> Code.SEARCH;
    };
  }

  private static List<Touched> touched(Recording recording, Kind kind, List<Written> written) {
    List<Touched> touched = touched(written);
    Map<ResourceKey, ResourceVersion> shown = recording.shown();
    if (written.isEmpty()) {
      shown.values().forEach(version -> touched.add(touched(version.key(), 0, Code.ACCESS)));
    }
    ResourceKey named = recording.about() == null ? key(recording.request()) : recording.about();
    if (named == null && kind == Kind.ATTRIBUTES && recording.userId() != null) {
      named = new ResourceKey("User", recording.userId());
    }
    if (named != null && touched.isEmpty()) {
      touched.add(touched(named, 0, Code.ACCESS));
    }
    return touched;
  }

  private static List<Touched> touched(List<Written> written) {
    List<Touched> touched = new ArrayList<>();
    for (Written each : written) {
      ResourceVersion version = each.version();
      Code lifecycle =
          switch (each.effect()) {
            case CREATED -> Code.ORIGINATION;
            case UPDATED -> Code.AMENDMENT;
            case DELETED -> Code.LOGICAL_DELETION;
            case UNCHANGED -> Code.ACCESS;
          };
      touched.add(touched(version.key(), version.version(), lifecycle));
    }
    return touched;
  }

  private static Touched touched(ResourceKey key, long version, Code lifecycle) {
    Code role =
        IDENTITIES.contains(key.type())
            ? Code.SECURITY_USER
            : RIGHTS.contains(key.type()) || key.type().equals(SESSION)
                ? Code.SECURITY_RESOURCE
                : Code.DOMAIN_RESOURCE;
    return new Touched(key, version, role, lifecycle);
  }

  /// What the path names, of whatever came over the wire no more than can be a type and an id.
  private static @Nullable ResourceKey key(Request request) {
    String type = type(request);
    String id = request.pathParameters().get("id");
    return type == null || id == null || !ResourceKey.isId(id) ? null : new ResourceKey(type, id);
  }

  private static @Nullable String type(Request request) {
    if (request.segments().isEmpty()) {
      return null;
    }
    String type = request.segments().getFirst();
    return ResourceKey.isType(type) ? type : null;
  }

  private static ResourceVersion lastContent(Written written) {
    ResourceVersion before = written.before();
    return written.version().deleted() && before != null ? before : written.version();
  }

  /// Patients whom a search asks for, whether it finds anything or not.
  private static void addAsked(Parameters query, Set<String> patients) {
    for (Parameters.Parameter parameter : query.list()) {
      for (String value : parameter.value().split(",", -1)) {
        Matcher reference = PATIENT.matcher(value);
        if (reference.matches()) {
          patients.add(reference.group(1));
        } else if (parameter.name().equals("patient") && ResourceKey.isId(value)) {
          patients.add(value);
        }
      }
    }
  }

  private record Parties(@Nullable String userId, @Nullable String clientId) {}

  private static Parties parties(Recording recording, Kind kind, List<Written> written) {
    String user = recording.userId();
    String client = recording.clientId();
    for (Written each : written) {
      if (kind.isOfSignIns() && each.version().type().equals(SESSION)) {
        JsonObject session = each.version().resource();
        user = user == null ? id(session.object("user")) : user;
        client = client == null ? id(session.object("client")) : client;
      }
    }
    return new Parties(
        user == null ? id(recording.triedUser()) : user,
        client == null ? id(recording.triedClient()) : client);
  }

  private static @Nullable String id(@Nullable JsonObject reference) {
    return reference == null ? null : reference.string("id");
  }

  private static @Nullable String id(@Nullable ResourceKey key) {
    return key == null ? null : key.id();
  }
}
