package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Texts that would do harm in a page that took them for anything but text, and a look at whether
/// one did. Each that runs sets `window.pwned`.
final class Hostile {
  /// By names that an assertion can show.
  static final Map<String, String> TEXTS = texts();

  private static final String HARM =
      """
      () => {
        const harm = [];
        if ('pwned' in window || 'pwned' in {}) {
          harm.push(`a script ran: ${window.pwned ?? 'by a prototype'}`);
        }
        const own = (url) => {
          const { protocol, origin } = new URL(url, location.href);
          return /^https?:$/.test(protocol) && origin === location.origin;
        };
        for (const element of document.querySelectorAll('*')) {
          for (const { name, value } of element.attributes) {
            const leads = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data'].includes(name);
            if (name.startsWith('on') || name === 'srcdoc' || (leads && !own(value))) {
              harm.push(`<${element.localName} ${name}="${value}">`);
            }
          }
          const { localName } = element;
          if (/^(iframe|frame|object|embed|base|math|img|image|audio|video|marquee|template)$/.test(localName)) {
            harm.push(`<${localName}>`);
          }
          if (localName === 'script' && !element.src.startsWith(`${location.origin}/ui/assets/`)) {
            harm.push(`<script>${element.textContent}`);
          }
        }
        return harm;
      }
      """;

  /// Whether a text is there as it was written, in the page or in one of its fields.
  private static final String SHOWN =
      """
      (text) => {
        const seen = (each) => each.replace(/\\s+/g, ' ').includes(text.replace(/\\s+/g, ' ').trim());
        return seen(document.body.textContent)
          || [...document.querySelectorAll('input, textarea')].some((each) => seen(each.value))
          || [...document.querySelectorAll('[title]')].some((each) => seen(each.title));
      }
      """;

  private static final String GO =
      """
      async (path) => {
        const shown = () => performance.getEntriesByName('usable').length;
        const before = shown();
        history.pushState(null, '', path);
        dispatchEvent(new PopStateEvent('popstate'));
        for (const start = Date.now(); shown() === before; ) {
          if (Date.now() - start > 15_000) {
            throw new Error(`no page came at ${path}`);
          }
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
      }
      """;

  private final Page page;
  private final List<String> dialogs = new ArrayList<>();

  /// @param page its browser tells of it when a dialog opens in it
  Hostile(Page page) {
    this.page = page;
    page.onDialog(dialog -> {
      dialogs.add(dialog.message());
      dialog.dismiss();
    });
  }

  private static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("a picture", "<img src=x onerror=window.pwned='img'>");
    texts.put("a script", "</textarea></pre></script><script>window.pwned='script'</script>");
    texts.put("an attribute's end", "\"'><svg onload=window.pwned='svg'>");
    texts.put("an attribute more", "x\" autofocus onfocus=\"window.pwned='focus'\" x='");
    texts.put("an address", "javascript:window.pwned='address'//");
    texts.put("encoded once for HTML", "&lt;img src=x onerror=window.pwned='once'&gt;");
    texts.put("encoded twice for HTML", "&amp;lt;img src=x onerror=window.pwned='twice'&amp;gt;");
    texts.put("encoded once for a URL", "%3Cimg%20src=x%20onerror=window.pwned='percent'%3E");
    texts.put("encoded twice for a URL", "%253Cimg%2520src=x%2520onerror=window.pwned=1%253E");
    texts.put("a template", "{{constructor.constructor('window.pwned=1')()}}${window.pwned=2}#{3}");
    texts.put(
        "separators and directions", "a\u2028window.pwned=1\u2029\u202e<img src=x>\u202c\u2066");
    texts.put("a name of every object's", "__proto__");
    texts.put("a very long word", "constructor".repeat(25));
    return texts;
  }

  /// Goes to a page of the console without loading anything anew, as a link does.
  void go(String path) {
    page.evaluate(GO, path);
  }

  /// @param where for the assertion
  void harmless(String where) {
    assertThat((List<?>) page.evaluate(HARM)).as("harm at " + where).isEmpty();
    assertThat(dialogs).as("dialogs at " + where).isEmpty();
  }

  /// Waits until a text stands there as text.
  void shown(String where, String text) {
    try {
      page.waitForFunction(SHOWN, text, new Page.WaitForFunctionOptions().setTimeout(5_000));
    } catch (com.microsoft.playwright.TimeoutError e) {
      throw new AssertionError("not shown as text at " + where + ": " + text, e);
    }
    harmless(where);
  }
}
