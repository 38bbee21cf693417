package dev.andiron.definitions;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// The XML form of FHIR resources (<https://hl7.org/fhir/R4/xml.html>): values are attributes named
/// `value`, children are in the order of their definition.
final class Xml {
  private static final String PLACE = "/org/hl7/fhir/r4/model/";

  private Xml() {}

  /// The resources in one of the definition bundles.
  static List<Element> resources(String file) throws IOException {
    List<Element> resources = new ArrayList<>();
    try (InputStream in = open(file)) {
      Element bundle =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(in)
              .getDocumentElement();
      for (Element entry : children(bundle, "entry")) {
        Element resource = child(entry, "resource");
        if (resource != null) {
          resources.addAll(children(resource, null));
        }
      }
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + " cannot be read as XML", e);
    }
    return resources;
  }

  static InputStream open(String file) throws IOException {
    InputStream in = Xml.class.getResourceAsStream(PLACE + file);
    if (in == null) {
      throw new FileNotFoundException(PLACE + file);
    }
    return in;
  }

  /// The children of that name, or all of them where the name is null.
  static List<Element> children(Element parent, @Nullable String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && (name == null || element.getTagName().equals(name))) {
        found.add(element);
      }
    }
    return found;
  }

  static @Nullable Element child(Element parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    return null;
  }

  /// The value of a child, or null where there is none.
  static @Nullable String value(Element parent, String name) {
    Element child = child(parent, name);
    return child == null ? null : child.getAttribute("value");
  }

  /// The value of a child that every definition has.
  static String required(Element parent, String name) throws IOException {
    String value = value(parent, name);
    if (value == null) {
      throw new IOException(parent.getTagName() + " without " + name);
    }
    return value;
  }

  static List<String> values(Element parent, String name) {
    return children(parent, name).stream().map(child -> child.getAttribute("value")).toList();
  }

  /// The last part of a canonical URL: the name of a type.
  static String lastSegment(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }
}
