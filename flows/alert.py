"""python -m flows.alert TYPE/NAME: from now on failed runs of kg's flows are told by that notification block of Prefect.

The block says where to: make one in Prefect's pages (Blocks → Slack Webhook, Microsoft Teams, Custom Webhook, …) or by a program; TYPE/NAME is
how Prefect calls it, "slack-webhook/team".  Run again with another block, the automation tells that one.  Knows nothing of kg.
"""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta

from prefect import get_client
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from flows.parameters import reach
from kg.errors import SettingsError

NAME = "kg: a run failed"
FLOWS = ("ingest", "extract_batch", "load_neo4j", "export_rdf")
BODY = """{{ flow_run.state.name }}: {{ flow.name }} "{{ flow_run.name }}"
{{ flow_run.state.message }}
{{ flow_run|ui_url }}"""


def alert(block: str) -> None:
    """Makes or changes the automation that tells of failed and crashed runs.  Raises ObjectNotFound for a block that is not there."""
    kind, _, name = block.partition("/")
    trigger = EventTrigger(
        posture=Posture.Reactive,
        expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related={"prefect.resource.role": "flow", "prefect.resource.name": list(FLOWS)},
        threshold=1,
        within=timedelta(0),
    )
    with get_client(sync_client=True) as client:
        told = client.read_block_document_by_name(name, kind)
        action = SendNotification(block_document_id=told.id, subject="kg: {{ flow.name }} failed", body=BODY)
        wanted = AutomationCore(name=NAME, description="Tells of runs that failed.", trigger=trigger, actions=[action])
        known = client.read_automations_by_name(NAME)
        if known:
            client.update_automation(known[0].id, wanted)
        else:
            client.create_automation(wanted)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m flows.alert", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("block", metavar="TYPE/NAME", help='a notification block, such as "slack-webhook/team"')
    block = parser.parse_args().block
    try:
        reach()
        alert(block)
    except SettingsError as error:
        sys.exit(f"flows.alert: {error}")
    except ObjectNotFound:
        sys.exit(f"flows.alert: {block}: no such block on the server; see: prefect block ls, or make it in Prefect's page Blocks")
    print(f'"{NAME}" tells {block}')


if __name__ == "__main__":
    main()
