package dev.andiron.export;

import java.util.ArrayList;
import java.util.List;

/// The parts of an export, in their order: the resources of each type, then those of each type that
/// were deleted. The same request has the same parts, whichever node works at it.
record ExportPlan(List<Part> parts) {
  record Part(ExportFile.Kind kind, String type) {}

  static ExportPlan of(ExportRequest request) {
    List<Part> parts = new ArrayList<>();
    for (String type : request.types()) {
      parts.add(new Part(ExportFile.Kind.OUTPUT, type));
    }
    if (request.since() != null) {
      for (String type : request.types()) {
        parts.add(new Part(ExportFile.Kind.DELETED, type));
      }
    }
    return new ExportPlan(List.copyOf(parts));
  }
}
