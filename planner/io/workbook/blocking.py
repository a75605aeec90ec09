"""What keeps a quote from going to a customer."""

from planner.engine.results import Results
from planner.errors import Issue, Severity


def blocking_issues(results: Results) -> tuple[Issue, ...]:
    """Errors about the plan or the quote itself, each once, in their order: a customer's file would rest on sand.

    That a flow or a zone misses its target is an answer and no error of the plan: it stands in the file as "not met".
    Callers refuse the customer's workbook while this isn't empty; the internal one may always be written.
    """
    answers = [reason for flow in results.flows.values() for reason in flow.reasons]
    found: list[Issue] = []
    for issue in (*results.issues, *(results.quote.issues if results.quote else ())):
        if issue.severity is not Severity.ERROR or issue in found:
            continue
        if issue not in answers and not _is_verdict(results, issue):
            found.append(issue)
    return tuple(found)


def _is_verdict(results: Results, issue: Issue) -> bool:
    """Whether it says why something that was computed falls short: codes "flow-..." and "zone-..." of the engine."""
    computed = {"flows": results.flows, "zones": results.zones}.get(issue.object_kind, {})
    return issue.object_id in computed and issue.code.startswith(("flow-", "zone-"))
