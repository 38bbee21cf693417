package dev.andiron.main;

import dev.andiron.resource.ResourceKey;
import dev.andiron.search.ValueSets;
import dev.andiron.terminology.Lookup;
import dev.andiron.terminology.Terminology;
import dev.andiron.terminology.ValueSetCodes;

/// The terminology, as searches with `:in` and `:not-in` ask it.
record SearchedValueSets(Terminology terminology) implements ValueSets {
  @Override
  public Answer of(String reference) {
    return switch (terminology.valueSet(reference)) {
      case Lookup.Known(ValueSetCodes codes, ResourceKey source) ->
          new Answer.Codes(
              codes.bySystem().entrySet().stream()
                  .map(each ->
                      new SystemCodes(
                          each.getKey(),
                          each.getValue().allBut(),
                          each.getValue().codes().keySet()))
                  .toList(),
              source != null);
      case Lookup.NotKnown _ -> new Answer.Untold(ValueSets.NOT_KNOWN);
      case Lookup.Unusable(String reason) ->
          new Answer.Untold("has codes that cannot be told here: " + reason);
      case Lookup.TooLarge(int most) ->
          new Answer.Untold("lists more than " + most + " codes, which are too many");
    };
  }
}
