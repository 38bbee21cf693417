package dev.andiron.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Draws what [GrowthBench] printed: a line for each search, the number of resources (logarithmic)
/// to the right, the median time upwards.
///
/// Arguments: the table, the SVG file to write.
public final class GrowthPicture {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;
  private static final int LEFT = 60;
  private static final int RIGHT = 300;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final int BETWEEN_LABELS = 18;
  private static final List<String> COLOURS =
      List.of("#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#b9770e", "#117a65", "#566573");

  private final Map<String, NavigableMap<Integer, Double>> lines;
  private final TreeSet<Integer> sizes = new TreeSet<>();
  private final double most;
  private final Formatter svg = new Formatter(Locale.ROOT);

  private record Label(double y, String colour, String text) {}

  private GrowthPicture(Map<String, NavigableMap<Integer, Double>> lines) {
    this.lines = lines;
    lines.values().forEach(line -> sizes.addAll(line.keySet()));
    double highest =
        lines.values().stream()
            .flatMap(line -> line.values().stream())
            .max(Comparator.naturalOrder())
            .orElse(1.0);
    this.most = Math.max(1, Math.ceil(highest));
  }

  public static void main(String[] args) throws IOException {
    Map<String, NavigableMap<Integer, Double>> lines = new LinkedHashMap<>();
    for (String row : Files.readAllLines(Path.of(args[0]))) {
      String[] cells = row.split("\t", -1);
      if (cells.length == 5 && !cells[0].equals("resources")) {
        lines
            .computeIfAbsent(cells[1], _ -> new TreeMap<>())
            .put(Integer.valueOf(cells[0]), Double.valueOf(cells[2]));
      }
    }
    Files.writeString(Path.of(args[1]), new GrowthPicture(lines).drawn());
  }

  private String drawn() {
    svg.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\" role=\"img\">\n",
        WIDTH, HEIGHT);
    svg.format("<title>Median time of searches by the number of resources</title>\n");
    svg.format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, HEIGHT);
    svg.format(
        "<text x=\"%d\" y=\"20\" fill=\"#333333\">median, ms, one client over HTTP</text>\n", LEFT);
    axes();
    List<Label> labels = new ArrayList<>();
    int next = 0;
    for (Map.Entry<String, NavigableMap<Integer, Double>> line : lines.entrySet()) {
      String colour = COLOURS.get(next++ % COLOURS.size());
      draw(line.getValue(), colour);
      labels.add(
          new Label(
              y(line.getValue().lastEntry().getValue()),
              colour,
              label(line.getKey(), line.getValue())));
    }
    write(labels);
    svg.format("</svg>\n");
    return svg.toString();
  }

  private static String label(String name, NavigableMap<Integer, Double> line) {
    double first = line.firstEntry().getValue();
    double last = line.lastEntry().getValue();
    return String.format(Locale.ROOT, "%s: %.2f → %.2f (× %.2f)", name, first, last, last / first);
  }

  private void axes() {
    double step = most <= 4 ? 0.5 : most <= 10 ? 1 : Math.ceil(most / 10);
    for (double value = 0; value <= most; value += step) {
      svg.format(
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e3e3e3\"/>\n",
          LEFT, y(value), WIDTH - RIGHT, y(value));
      svg.format(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%s</text>\n",
          LEFT - 8,
          y(value) + 4,
          step < 1 ? String.format(Locale.ROOT, "%.1f", value) : String.valueOf((int) value));
    }
    for (int size : sizes) {
      svg.format(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555555\">%,d</text>\n",
          x(size), HEIGHT - BOTTOM + 20, size);
    }
    svg.format(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#333333\">resources</text>\n",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10);
  }

  private void draw(NavigableMap<Integer, Double> line, String colour) {
    StringBuilder points = new StringBuilder();
    line.forEach((size, time) -> {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(size), y(time)));
      svg.format(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n", x(size), y(time), colour);
    });
    svg.format(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
        points.toString().strip(), colour);
  }

  /// At the height of the lines' ends, but none over another.
  private void write(List<Label> labels) {
    labels.sort(Comparator.comparingDouble(Label::y).reversed());
    double lowest = HEIGHT - BOTTOM;
    for (Label label : labels) {
      double y = Math.min(label.y() + 4, lowest);
      svg.format(
          "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>\n",
          WIDTH - RIGHT + 14, y, label.colour(), label.text());
      lowest = y - BETWEEN_LABELS;
    }
  }

  private double x(int size) {
    double from = Math.log(sizes.getFirst());
    double to = Math.log(sizes.getLast());
    double share = to > from ? (Math.log(size) - from) / (to - from) : 0.5;
    return LEFT + 30 + share * (WIDTH - RIGHT - LEFT - 50);
  }

  private double y(double time) {
    return HEIGHT - BOTTOM - time / most * (HEIGHT - BOTTOM - TOP);
  }
}
