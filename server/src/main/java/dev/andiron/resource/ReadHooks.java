package dev.andiron.resource;

import java.util.List;

/// All the read hooks: turns what is stored into what is shown.
public final class ReadHooks {
  private final List<ReadHook> hooks;

  public ReadHooks(List<ReadHook> hooks) {
    this.hooks = List.copyOf(hooks);
  }

  public ResourceVersion shown(ResourceVersion version) {
    return shown(version.type(), List.of(version)).getFirst();
  }

  /// @param versions all of one type
  public List<ResourceVersion> shown(String type, List<ResourceVersion> versions) {
    List<ResourceVersion> shown = versions;
    for (ReadHook hook : hooks) {
      if (hook.types().contains(type)) {
        shown = hook.shown(shown);
      }
    }
    return shown;
  }
}
