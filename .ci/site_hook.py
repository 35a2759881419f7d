"""Hook of mkdocs.yml. Adds pages from outside of docs/ to the site, and pages to the navigation, and changes links that leave docs/.

A link to a page that the site has leads there. A link to another file of the repository leads to the code host if MAREA_REPOSITORY is set,
and is text otherwise. A link to a file that does not exist is a warning, which fails a strict build; so is a list that directly follows a
paragraph, because the code host shows a list and MkDocs does not.
"""
import html
import logging
import os
import posixpath
import re

from mkdocs.structure.files import File

log = logging.getLogger("mkdocs.hooks.site")

# Pages of the repository that the site has, and their names in it.
PAGES = {
    "README.md": "start.md",
    "CONTRIBUTING.md": "contributing.md",
    "helm/marea/README.md": "reference/values.md",
    "k8s/README.md": "reference/kubernetes.md",
    "spring-cloud-balancer/README.md": "reference/balancer.md",
}
# Sections of the navigation for pages that mkdocs.yml does not name, by folder. Other folders get a section of their own.
SECTIONS = {"": "Reference", "how-to": "How to", "runbooks": "How to", "reference": "Reference", "explanation": "Explanation",
            "decisions": "Explanation", "features": "Features"}
SOURCES = {page: source for source, page in PAGES.items()}
CODE = re.compile(r"(`+)[^`].*?\1")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\]\([^)]*\))*)\]\(([^)\s]+)\)")


def root(config):
    return os.path.dirname(os.path.abspath(config.config_file_path))


def on_files(files, config):
    for source, page in PAGES.items():
        path = os.path.join(root(config), source)
        if os.path.exists(path):
            files.append(File.generated(config, page, abs_src_path=path))
    if config.nav:
        add_unnamed(files, config.nav)
    return files


def add_unnamed(files, nav):
    """Adds pages that the navigation does not name at the end of a section, so that no page is out of reach."""
    named = set(leaves(nav))
    for page in sorted(file.src_uri for file in files.documentation_pages()):
        if page not in named:
            folder = page.split("/")[0] if "/" in page else ""
            title = "Español" if page.endswith(".es.md") else SECTIONS.get(folder, folder.capitalize())
            section(nav, title).append(page)


def leaves(nav):
    for item in nav:
        for entry in (item.values() if isinstance(item, dict) else [item]):
            if isinstance(entry, list):
                yield from leaves(entry)
            else:
                yield entry


def section(nav, title):
    for item in nav:
        if isinstance(item, dict) and isinstance(item.get(title), list):
            return item[title]
    nav.append({title: []})
    return nav[-1][title]


def on_page_markdown(markdown, page, config, files):
    source = SOURCES.get(page.file.src_uri, "docs/" + page.file.src_uri)
    lines, fence, before, code = [], None, "", False
    for number, line in enumerate(markdown.split("\n"), 1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if fence or mark:
            fence = None if fence and line.strip() == fence else fence or mark.group(1)
            code = False
        elif re.match(r"    |\t", line) and (code or not before.strip()):
            code = True
        else:
            code = code and not line.strip()
            if re.match(r"([-*]|\d+\.) ", line) and re.match(r"[^\s|#>*0-9-]", before):
                log.warning("%s: an empty line is missing above the list: %s", source, line[:60])
            line = links(line, source, page, config, files)
        lines.append(line)
        before = line
    return "\n".join(lines)


def links(line, source, page, config, files):
    """The line with links as the site needs them. Code stays as it is."""
    codes = []

    def hide(code):
        text = code.group()
        if "\\|" in text and line.startswith("|"):
            # MkDocs would show the backslash, which the code host needs in a table.
            text = f"<code>{html.escape(text.strip('`')).replace(chr(92) + '|', '&#124;')}</code>"
        codes.append(text)
        return f"\0{len(codes) - 1}\0"

    changed = LINK.sub(lambda link: changed_link(link, source, page, config, files), CODE.sub(hide, line))
    return re.sub("\0(\\d+)\0", lambda mark: codes[int(mark.group(1))], changed)


def changed_link(link, source, page, config, files):
    image, text, url = link.groups()
    if re.match(r"[a-z]+:|#", url):
        return link.group()
    text = LINK.sub(lambda inner: changed_link(inner, source, page, config, files), text)
    path, _, anchor = url.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    full = os.path.join(root(config), target)
    if target.startswith("..") or not os.path.exists(full):
        log.warning("%s: the link %s leads to no file", source, url)
        return link.group()
    if os.path.isdir(full) and os.path.exists(os.path.join(full, "README.md")):
        target += "/README.md"
    site = PAGES.get(target) or (target[len("docs/"):] if target.startswith("docs/") else None)
    if site and files.get_file_from_path(site):
        relative = posixpath.relpath(site, posixpath.dirname(page.file.src_uri) or ".")
        return f"{image}[{text}]({relative}{'#' + anchor if anchor else ''})"
    if not config.repo_url:
        return text
    kind = "tree" if os.path.isdir(full) else "blob"
    return f"{image}[{text}]({config.repo_url.rstrip('/')}/{kind}/main/{target}{'#' + anchor if anchor else ''})"
