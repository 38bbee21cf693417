package dev.andiron.audit;

import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is noted of a request while it is answered, by whoever comes to know it: who calls, which
/// resources are shown, whose name was tried. Where no record is made of a request, notes are
/// nothing. Of one thread.
public final class Recording {
  static final ScopedValue<Recording> CURRENT = ScopedValue.newInstance();

  private final Recorder recorder;
  private final Kind kind;
  private final Request request;
  private final SequencedMap<ResourceKey, ResourceVersion> shown = new LinkedHashMap<>();
  private final SequencedSet<String> patients = new LinkedHashSet<>();
  private @Nullable String userId;
  private @Nullable String clientId;
  private @Nullable ResourceKey triedUser;
  private @Nullable ResourceKey triedClient;
  private @Nullable ResourceKey about;
  private boolean proofTried;
  private boolean kept;
  private boolean split;

  Recording(Recorder recorder, Kind kind, Request request) {
    this.recorder = recorder;
    this.kind = kind;
    this.request = request;
  }

  /// Who calls.
  public static void by(@Nullable String userId, @Nullable String clientId) {
    if (CURRENT.isBound()) {
      Recording current = CURRENT.get();
      current.userId = userId;
      current.clientId = clientId;
    }
  }

  /// Somebody presents a password.
  ///
  /// @param user whose name comes with it; null where nobody has that name, which then is noted
  ///   nowhere: people type passwords into the wrong field
  public static void tried(@Nullable ResourceKey user) {
    if (CURRENT.isBound()) {
      Recording current = CURRENT.get();
      current.proofTried = true;
      current.triedUser = user;
    }
  }

  /// A client says who it is.
  ///
  /// @param client null where there is none of that id, which then is noted nowhere
  /// @param secret whether a secret comes with it
  public static void presented(@Nullable ResourceKey client, boolean secret) {
    if (CURRENT.isBound()) {
      Recording current = CURRENT.get();
      current.proofTried |= secret;
      current.triedClient = client == null ? current.triedClient : client;
    }
  }

  /// A resource is what the request is about, or is given out on its own.
  public static void shown(ResourceVersion version) {
    if (CURRENT.isBound()) {
      Recording current = CURRENT.get();
      ResourceVersion _ = current.shown.putIfAbsent(version.key(), version);
      MentionedPatients.collect(version, current.patients);
    }
  }

  /// Resources are given out as what was found.
  public static void found(Collection<ResourceVersion> versions) {
    if (CURRENT.isBound()) {
      Recording current = CURRENT.get();
      for (ResourceVersion version : versions) {
        if (!version.type().equals(AppendOnly.TYPE)) {
          MentionedPatients.collect(version, current.patients);
        }
      }
    }
  }

  /// What the request is about, where its path does not say.
  public static void about(ResourceKey key) {
    if (CURRENT.isBound()) {
      CURRENT.get().about = key;
    }
  }

  /// What is noted now; null where no record is made.
  public static @Nullable Recording current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /// Answers a request inside this one, of which a record of its own is made, by the same caller.
  ///
  /// @param outer null where no record is made of it
  public static Response inside(
      @Nullable Recording outer, Request request, String operation, Supplier<Response> answer) {
    if (outer == null) {
      return answer.get();
    }
    outer.split = true;
    return outer.recorder.inside(outer, request, operation, answer);
  }

  /// Its event is on the disk.
  void keep() {
    kept = true;
  }

  boolean isKept() {
    return kept;
  }

  /// Whether the records are those of what is inside it.
  boolean isSplit() {
    return split;
  }

  Kind kind() {
    return kind;
  }

  Request request() {
    return request;
  }

  Map<ResourceKey, ResourceVersion> shown() {
    return shown;
  }

  Collection<String> patients() {
    return patients;
  }

  @Nullable String userId() {
    return userId;
  }

  @Nullable String clientId() {
    return clientId;
  }

  /// Whose name came with a password.
  @Nullable ResourceKey triedUser() {
    return triedUser;
  }

  /// Whose id came with a secret, or alone.
  @Nullable ResourceKey triedClient() {
    return triedClient;
  }

  @Nullable ResourceKey about() {
    return about;
  }

  boolean isProofTried() {
    return proofTried;
  }
}
