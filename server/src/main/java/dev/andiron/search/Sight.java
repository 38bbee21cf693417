package dev.andiron.search;

import java.util.Collection;

/// What the one who searches may see, of what they search and of what chains lead to.
public interface Sight {
  /// Of somebody who may see everything.
  Sight ALL =
      new Sight() {
        @Override
        public Visibility of(String type, Collection<ElementPath> elements) {
          return Visibility.ALL;
        }

        @Override
        public Visibility of(Joined search, Collection<ElementPath> elements) {
          return Visibility.ALL;
        }
      };

  /// What may be found of a type.
  ///
  /// @param elements that the search looks at
  /// @throws RuntimeException where they are hidden in all that may be seen
  Visibility of(String type, Collection<ElementPath> elements);

  /// What may be found by a search that another one contains.
  ///
  /// @param elements of what it searches that are looked at
  /// @throws RuntimeException where it may not be asked at all
  Visibility of(Joined search, Collection<ElementPath> elements);
}
