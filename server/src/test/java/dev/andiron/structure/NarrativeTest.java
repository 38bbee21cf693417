package dev.andiron.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Validator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 narrative.html#xhtml: the subset of XHTML, hostile texts")
class NarrativeTest {
  private static final String DIV = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";

  private static Validator.Checked check(String div) {
    return Checks.VALIDATOR.check(
        JsonObject.of("resourceType", "Patient")
            .with("text", JsonObject.of("status", "generated").with("div", div)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p>x</p>",
        "x<br/>y<br />",
        "<img src=\"#pic\" alt='x'/>",
        "<img src=\"data:image/png;base64,YQ==\"/>",
        "<a href=\"https://example.org?a=1&amp;b=2\" name=\"n\">x</a>",
        "<table class=\"grid\"><tbody><tr><td colspan=\"2\" style=\"color: red\">1</td></tr></tbody></table>",
        "&lt;script&gt; &amp; &quot;&apos; &#160;&#xA0; &#x1F600;",
        "Zoë \uD83D\uDE00 <b lang=\"de\" xml:lang=\"de\">x</b>",
        "<!-- a comment - with dashes --><p>x</p>",
        "a > b ]] > c"
      })
  void good(String content) {
    assertThat(Checks.words(check(DIV + content + "</div>"))).isEmpty();
    assertThat(Checks.words(check("\n " + DIV + content + "</div >\n"))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          script element              | <script>alert(1)</script>                       | invariant
          style element               | <style>p {}</style>                             | invariant
          form                        | <form action="/x">x</form>                      | invariant
          iframe                      | <iframe src="https://x"/>x                      | invariant
          object                      | <object data="x">x</object>                     | invariant
          svg                         | <svg>x</svg>                                    | invariant
          upper case                  | <P>x</P>                                        | invariant
          body                        | <body>x</body>                                  | invariant
          deprecated                  | <font color="red">x</font>                      | invariant
          event                       | <p onclick="alert(1)">x</p>                     | invariant
          event of an image           | <img src="x" onerror="alert(1)"/>               | invariant
          script link                 | <a href="javascript:alert(1)">x</a>             | invariant
          script link, hidden by case | <a href="JaVaScRiPt:alert(1)">x</a>             | invariant
          script link, by a reference | <a href="java&#115;cript:alert(1)">x</a>        | invariant
          script link, by white space | <a href=" java&#10;script&#9;:alert(1)">x</a>   | invariant
          vbscript link               | <a href="vbscript:x">x</a>                      | invariant
          data link                   | <a href="data:text/html,x">x</a>                | invariant
          data page as image          | <img src="data:text/html,x"/>                   | invariant
          style with expression       | <p style="width: expre/**/ssion(alert(1))">x</p> | invariant
          style with escape           | <p style="\\65xpression(1)">x</p>               | invariant
          style with import           | <p style="@import 'https://x'">x</p>            | invariant
          style with script           | <p style="background:url(javascript:x)">x</p>   | invariant
          empty                       | ` `                                             | invariant
          comment only                | <!-- x -->                                      | invariant
          empty elements              | <p/><p> </p>                                    | invariant
          CDATA                       | <![CDATA[<script>alert(1)</script>]]>           | value
          processing instruction      | <?php x ?>x                                     | value
          document type               | <!DOCTYPE x [<!ENTITY a "b">]>x                 | value
          entity of HTML              | &nbsp;                                          | value
          entity, unknown             | &lol9;                                          | value
          entity, not ended           | a & b                                           | value
          NUL                         | &#0;                                            | value
          surrogate                   | &#xD800;                                        | value
          no number                   | &#x;                                            | value
          too large a number          | &#99999999999;                                  | value
          comment that HTML ends      | <!--><img src="x" onerror="x"/>-->x             | value
          comment that HTML ends too  | <!---><b>x</b>-->                               | value
          comment with dashes         | <!-- a -- b -->x                                | value
          comment without end         | <!-- x                                          | value
          wrong order                 | <b><i>x</b></i>                                 | value
          not ended                   | <p>x                                            | value
          ended twice                 | x</p>                                           | value
          end of CDATA                | x ]]> y                                         | value
          attribute without quotes    | <p class=x>x</p>                                | value
          attribute without value     | <td nowrap>x</td>                               | value
          attribute twice             | <p class="a" class="b">x</p>                    | value
          attribute not ended         | <p class="a>x</p>                               | value
          attribute with <            | <p title="<">x</p>                              | value
          attributes not apart        | <p class="a"title="b">x</p>                     | value
          no name                     | a < b                                           | value
          other namespace             | <p xmlns="http://www.w3.org/2000/svg">x</p>     | value
          """)
  void bad(String name, String content, String kind) {
    List<Issue> issues = check(DIV + content + "</div>").issues();
    assertThat(issues).as(name).isNotEmpty();
    assertThat(issues.getFirst().kind().code()).as(name + issues).isEqualTo(kind);
    assertThat(issues.getFirst().expression()).isEqualTo("Patient.text.div");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>",
        "<div>x</div>",
        "<divider xmlns=\"http://www.w3.org/1999/xhtml\">x</divider>",
        "<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\">x</h:div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div><div>y</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>y",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">x",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">\u000b</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">\uFFFE</div>",
        "<?xml version=\"1.0\"?><div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>",
        "<!DOCTYPE div><div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>",
        "<",
        "<div",
        "<div xmlns",
        " "
      })
  void notOneDiv(String div) {
    assertThat(check(div).issues()).hasSize(1).first().returns(Issue.Kind.VALUE, Issue::kind);
  }

  @Test
  @DisplayName("an empty <div/> is well-formed, and says nothing (txt-2)")
  void emptyDiv() {
    assertThat(Checks.words(check("<div xmlns=\"http://www.w3.org/1999/xhtml\"/>")))
        .containsExactly(
            "Patient.text.div: The narrative must have some content that is not white space (txt-2).");
  }

  @Test
  @DisplayName("all different faults of txt-1 are told, each once, ten at most")
  void all() {
    assertThat(Checks.words(check(DIV + "<u>a</u><u onclick=''>b</u><s>c</s></div>"))).hasSize(3);
    StringBuilder many = new StringBuilder(DIV);
    for (char c = 'a'; c <= 'z'; c++) {
      many.append("<x").append(c).append(">1</x").append(c).append('>');
    }
    assertThat(check(many + "</div>").issues()).hasSize(10);
  }

  @Test
  @DisplayName("nesting, attributes and lengths without measure end soon")
  void bounded() {
    assertThat(check(DIV + "<b>".repeat(199) + "x" + "</b>".repeat(199) + "</div>").issues())
        .isEmpty();
    assertThat(check(DIV + "<b>".repeat(200_000)).issues()).hasSize(1);
    StringBuilder attributes = new StringBuilder(DIV + "<p");
    for (int i = 0; i < 100_000; i++) {
      attributes.append(" a").append(i).append("=''");
    }
    assertThat(check(attributes + ">x</p></div>").issues()).isNotEmpty();
    assertThat(check(DIV + "&amp;".repeat(500_000) + "</div>").issues()).isEmpty();
    assertThat(check(DIV + "<!-- -->x".repeat(100_000) + "</div>").issues()).isEmpty();
    assertThat(check(DIV + "& ".repeat(500_000) + "</div>").issues()).hasSize(1);
  }
}
