"""What stands around every page: header, navigation, theme, and how the address drives them.

The address is the one state. Links and controls change its query; everything drawn reads it.
"""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import binding, components, ids
from dashboard.export import menus as exports
from dashboard.page import Page
from dashboard.pages import pages
from dashboard.parts import zoom
from dashboard.reports import address as reports
from dashboard.texts import text
from dashboard.view import View, seen
from dashboard.workspace import Workspace

_THEME = {
    "primaryColor": "teal",
    "primaryShade": {"light": 8, "dark": 5},
    "colors": {
        "dark": [
            *("#e7eef1", "#c9d5db", "#a5b5bd", "#7d919c", "#4a5b64"),
            *("#37464e", "#222e34", "#1a2429", "#151d22", "#0e1417"),
        ]
    },
    "defaultRadius": "md",
    "fontFamily": "system-ui, 'Segoe UI', 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif",
    "headings": {"fontWeight": "650"},
}


def frame() -> Component:
    """Return what is drawn once: the stores, the address, and the empty places of the shell."""
    provider: Component = dmc.MantineProvider(
        id=ids.THEME,
        theme=_THEME,
        children=[
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.FRAME),
            dcc.Store(id=ids.SCHEME),
            dmc.AppShell(
                id=ids.SHELL,
                header={"height": 60},
                navbar={"width": 208, "breakpoint": "md", "collapsed": {"mobile": True}},
                padding="lg",
                children=[
                    dmc.AppShellHeader(
                        [
                            dmc.Burger(id=ids.BURGER, hiddenFrom="md", size="sm", opened=False),
                            html.Div(id=ids.HEADER, className="header-bar"),
                        ],
                        className="header",
                    ),
                    dmc.AppShellNavbar(id=ids.NAVIGATION, p="sm", children=[]),
                    dmc.AppShellMain(
                        [html.Div(id=ids.FAILURE, role="alert"), html.Div(id=ids.MAIN)],
                        id=ids.CONTENT,
                    ),
                ],
            ),
        ],
    )
    return provider


def header(view: View, path: str, prefix: str, page: Page | None) -> list[Component]:
    """Return the title, the report of the page, and the links to language and colour scheme."""
    language = view.but(lang="en" if view.lang == "zh" else "zh")
    scheme = view.but(dark=not view.dark)
    scheme_name = text(view.lang, "app.light" if view.dark else "app.dark")
    return [
        html.A(text(view.lang, "app.skip"), href="#" + ids.CONTENT, className="skip"),
        html.Span(className="logo", **components.HIDDEN),
        html.Div(
            [
                html.Div(text(view.lang, "app.title"), className="header-title"),
                html.Div(text(view.lang, "app.subtitle"), className="header-subtitle"),
            ]
        ),
        html.Div(className="header-space"),
        *([_report(view, prefix, page)] if page is not None and reports.reported(page) else []),
        dcc.Link(
            text(view.lang, "app.language"),
            href=path + language.query(),
            title=text(view.lang, "app.language.hint"),
            className="header-link",
        ),
        dcc.Link(
            [
                components.icon("sun" if view.dark else "moon"),
                html.Span(scheme_name, className="unseen"),
            ],
            href=path + scheme.query(),
            title=scheme_name,
            className="header-link header-scheme",
        ),
    ]


def _report(view: View, prefix: str, page: Page) -> Component:
    ways = (
        ("open", reports.HTML, False),
        ("save", reports.HTML, True),
        ("print", reports.PDF, True),
    )
    items = [
        html.A(
            text(view.lang, f"report.{way}"),
            href=reports.address(prefix, name, page, view, save=save),
            target="_blank",
        )
        for way, name, save in ways
    ]
    words = [components.icon("page"), html.Span(text(view.lang, "report.menu"))]
    return components.menu(words, text(view.lang, "report.menu.hint"), items)


def navigation(view: View, path: str, prefix: str, listed: tuple[Page, ...]) -> Component:
    """Return the links to all pages, each with the view as it is now."""
    here = path.removeprefix(prefix).strip("/")
    links: list[Component] = [
        dmc.NavLink(
            label=text(view.lang, f"page.{page.name}"),
            leftSection=components.icon(page.icon),
            href=prefix + page.path + view.query(),
            active="exact" if page.path == here else False,
            attributes={"root": {"aria-current": "page"}} if page.path == here else {},
        )
        for page in listed
    ]
    return html.Nav(links, **components.named(text(view.lang, "app.navigation")))


def draw(page: Page, view: View, workspace: Workspace) -> Component:
    """Return a page as it is drawn once for a language."""
    if page.layout is not None:
        return page.layout(view, workspace)
    return binding.layout(page, view, workspace)


def register(app: Dash, workspace: Workspace) -> None:
    """Let the address draw the shell and the page."""
    prefix = workspace.prefix
    listed = pages()

    @app.callback(
        Output(ids.HEADER, "children"),
        Output(ids.NAVIGATION, "children"),
        Output(ids.THEME, "forceColorScheme"),
        Output(ids.SCHEME, "data"),
        Input(ids.URL, "search"),
        Input(ids.URL, "pathname"),
    )
    def draw_shell(search: str | None, path: str) -> tuple[Any, ...]:
        view, here = seen(search), path.removeprefix(prefix).strip("/")
        page = next((page for page in listed if page.path == here), None)
        scheme = "dark" if view.dark else "light"
        settings = {"lang": "zh-CN" if view.lang == "zh" else "en", "scheme": scheme}
        settings |= {"title": text(view.lang, "app.title"), "menu": text(view.lang, "app.menu")}
        top = header(view, path, prefix, page)
        return top, navigation(view, path, prefix, listed), scheme, settings

    @app.callback(
        Output(ids.MAIN, "children"),
        Output(ids.FAILURE, "children"),
        Output(ids.FRAME, "data"),
        Input(ids.URL, "search"),
        Input(ids.URL, "pathname"),
        State(ids.FRAME, "data"),
    )
    def draw_page(search: str | None, path: str, drawn: list[str] | None) -> tuple[Any, ...]:
        view, here = seen(search), path.removeprefix(prefix).strip("/")
        if drawn == [here, view.lang]:
            return no_update, None, no_update
        page = next((page for page in listed if page.path == here), None)
        main = draw(page, view, workspace) if page else components.lost(view.lang)
        return main, None, [here, view.lang]

    browser = "greenpark"
    clientside: Any = app.clientside_callback
    clientside(
        ClientsideFunction(browser, "apply"), Output(ids.SCHEME, "id"), Input(ids.SCHEME, "data")
    )
    clientside(
        ClientsideFunction(browser, "unfold"),
        Output(ids.SHELL, "navbar"),
        Input(ids.BURGER, "opened"),
        State(ids.SHELL, "navbar"),
        prevent_initial_call=True,
    )
    exports.register(app, workspace.library)
    reports.register(app.server, workspace, listed)
    zoom.register(app, workspace.library)
    for page in listed:
        if page.layout is None:
            binding.register(page, app, workspace)
        elif page.register is not None:
            page.register(app, workspace)
