"""A page worked with the keyboard only."""

from playwright.sync_api import Page


def typed(page: Page, field: str, text: str) -> None:
    """Types into a field, as the keyboard does."""
    page.focus(field)
    page.keyboard.type(text)


def entered(page: Page) -> None:
    """Presses Enter, which leads somewhere."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def pressed(page: Page, name: str) -> None:
    """Presses a button or follows a link with the keyboard."""
    main = page.locator("main")
    main.get_by_role("link", name=name, exact=True).or_(main.get_by_role("button", name=name, exact=True)).first.focus()
    entered(page)
