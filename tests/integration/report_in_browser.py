#!/usr/bin/python3
"""Opens the sample report in a real browser: every section is there, nothing was loaded from elsewhere, hostile text stayed
text, nothing is wider than a telephone, and it prints. Usage: report_in_browser.py MAKE_SAMPLE ANALYZER"""
import json
import os
import re
import subprocess
import sys
import tempfile

# Measured by the browser itself, after layout; the report has no scripts, so this frame around it has.
PROBE_PAGE = """<!doctype html><iframe id=f src="report.html" style="width:400px;height:3000px;border:0"></iframe><pre id=out></pre><script>
document.getElementById('f').onload = () => {
  const d = document.getElementById('f').contentDocument;
  document.getElementById('out').textContent = JSON.stringify({
    headings: [...d.querySelectorAll('h1,h2')].map(h => h.textContent.trim()),
    scripts: d.scripts.length, images: d.images.length, lang: d.documentElement.lang,
    outside: [...d.querySelectorAll('[src],link[href],a[href]')].map(e => e.getAttribute('src') || e.getAttribute('href'))
             .filter(u => !u.startsWith('#') && !u.startsWith('data:')),
    headless_tables: [...d.querySelectorAll('table')].filter(t => !t.querySelector('th[scope]')).length,
    uncaptioned: [...d.querySelectorAll('table')].filter(t => !t.caption).length,
    rows: d.querySelectorAll('tbody tr').length,
    page_width: d.documentElement.scrollWidth});
};
</script>"""


def chromium(folder, *arguments):
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
               "--disable-background-networking", "--disable-component-update", "--disable-sync",
               "--allow-file-access-from-files", "--disable-web-security", f"--user-data-dir={folder}/profile", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=180).stdout


def what_the_browser_sees(folder):
    with open(os.path.join(folder, "report", "frame.html"), "w", encoding="utf-8") as out:
        out.write(PROBE_PAGE)
    dom = chromium(folder, "--virtual-time-budget=10000", "--dump-dom", f"file://{folder}/report/frame.html")
    found = re.search(r'<pre id="out">(.*?)</pre>', dom, re.S)
    assert found and found.group(1), "the report did not load"
    return json.loads(found.group(1).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))


def check(seen):
    assert seen["scripts"] == 0, f"{seen['scripts']} scripts"
    assert seen["outside"] == [], f"leads out of the report: {seen['outside'][:5]}"
    assert seen["lang"] == "en"
    assert seen["headless_tables"] == 0, "a table without header cells"
    assert seen["uncaptioned"] == 0, "a table without a caption"
    assert seen["rows"] > 20, "the tables are empty"
    assert seen["page_width"] <= 400, f"scrolls sideways on a telephone: {seen['page_width']} px"
    for heading in ("Key findings", "Facts", "Limitations", "Method and versions"):
        assert any(heading in text for text in seen["headings"]), f"no section '{heading}' in {seen['headings']}"


def main():
    make_sample, analyzer = (os.path.abspath(path) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([make_sample, folder], check=True, stdout=subprocess.DEVNULL)
        database = next(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".db"))
        subprocess.run([analyzer, "report", "--db", database, "--country", "MY", "--out", f"{folder}/report"],
                       check=True, stdout=subprocess.DEVNULL)
        seen = what_the_browser_sees(folder)
        check(seen)
        chromium(folder, f"--print-to-pdf={folder}/report.pdf", f"file://{folder}/report/report.html")
        with open(f"{folder}/report.pdf", "rb") as pdf:
            pages = len(re.findall(rb"/Type\s*/Page\b", pdf.read()))
        assert pages >= 2, f"{pages} pages printed"
    print(f"{len(seen['headings'])} headings, {seen['rows']} rows, no script, nothing from outside, {pages} printed pages")


if __name__ == "__main__":
    main()
