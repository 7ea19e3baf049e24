import { expect } from "chai";
import { isNarrative } from "../../../standards/fhir/narrative.ts";
import { primitiveFault } from "../../../standards/fhir/primitives.ts";

const div = (inside: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${inside}</div>`;

const TAKEN = [
  div("synthetic"),
  "<div>plain</div>",
  div('<p class="a" style="color: red">6.3 &lt; 7 &#181;g &nbsp;<b>high</b><br/></p><!-- made by hand -->'),
  div('<table border="1"><tr><td colspan="2">a</td></tr></table><hr/><ul><li>x</li></ul>'),
  div(
    '<a href="https://example.org/?a=1&amp;b=2">x</a><a href="#top" name="y">y</a><a href="Patient/1">z</a>',
  ),
  div('<img src="data:image/png;base64,AAAA" alt="a"/>'),
  `${div("<div>in</div>")}`,
];

const REFUSED = [
  "<script>1</script>",
  "<svg/onload=alert(1)>",
  '<svg onload="alert(1)"/>',
  '<img src="x"onerror=alert(1)>',
  '<img src="x" onerror="alert(1)"/>',
  '<img src="x">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java&#115;cript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href=" javascript:alert(1)">x</a>',
  '<a href="data:text/html;base64,AAAA">x</a>',
  "<a href=x>x</a>",
  '<a href="x" href="y">x</a>',
  '<meta http-equiv="refresh" content="0;url=http://x"/>',
  "<style>*{display:none}</style>",
  '<p style="background:url(http://x)">x</p>',
  '<p style="background:u\\72l(http://x)">x</p>',
  '<iframe src="x"/>',
  "</div><div>",
  "<b><i>x</b></i>",
  "<b><i></b>",
  "<b>x",
  "x</b>",
  "<B>x</B>",
  "a < b",
  "a & b",
  "<!-- a -- b --> x",
  "<![CDATA[x]]>",
  "<?php 1 ?>x",
  '<p xmlns="http://www.w3.org/2000/svg">x</p>',
  "  <br/> ",
];

describe("narratives", () => {
  it("hold formatting, links and pictures", () => {
    for (const text of TAKEN) {
      expect(isNarrative(text), text).to.equal(true);
      expect(primitiveFault("xhtml", text), text).to.equal(undefined);
    }
  });

  it("hold nothing else, and are one well-formed div", () => {
    for (const inside of REFUSED) {
      expect(isNarrative(div(inside)), inside).to.equal(false);
      expect(primitiveFault("xhtml", div(inside)), inside).to.be.a("string");
    }
    for (const text of ["", "x", "<p>x</p>", `${div("x")}x`, ` ${div("x")}`, "<div/>", "<div>x", "<div"]) {
      expect(isNarrative(text), text).to.equal(false);
    }
    expect(isNarrative('<div xmlns="http://www.w3.org/2000/svg">x</div>')).to.equal(false);
    expect(isNarrative(`${"<div>".repeat(100_000)}x${"</div>".repeat(100_000)}`)).to.equal(true);
  });
});
