-- Agents: programs on terminals that own a printer. Jobs for them are printed once or not at all, and never late.

ALTER TABLE device DROP CONSTRAINT device_kind_check;
ALTER TABLE device ADD CONSTRAINT device_kind_check CHECK (kind IN ('display', 'kiosk', 'agent'));
ALTER TABLE device
  -- The kiosk for which an agent prints; without one it prints for all kiosks of its site that have no agent.
  ADD COLUMN kiosk_id uuid REFERENCES device ON DELETE SET NULL,
  -- What the agent has said of its printer, and since when that is so.
  ADD COLUMN printer_state text CHECK (printer_state IN ('ready', 'paper_low', 'no_paper', 'cover_open', 'error', 'unreachable')),
  ADD COLUMN printer_since timestamptz,
  ADD CONSTRAINT device_of_kiosk CHECK (kiosk_id IS NULL OR (kind = 'agent' AND kiosk_id <> id)),
  ADD CONSTRAINT device_printer CHECK ((printer_state IS NULL) = (printer_since IS NULL) AND (printer_state IS NULL OR kind = 'agent'));

CREATE TABLE print_job (
  id uuid PRIMARY KEY,
  -- Who prints it; null once the agent is no longer paired.
  agent_id uuid REFERENCES device ON DELETE SET NULL,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  -- 1 is what a kiosk prints by itself, once; more are asked for at the information desk.
  copy smallint NOT NULL CHECK (copy >= 1),
  state text NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'failed')),
  reason text CHECK (reason IN ('no_paper', 'cover_open', 'error', 'unreachable', 'cut_off', 'expired', 'unknown')),
  -- The running agent that took it: nobody else gets it after that.
  agent_run_id uuid,
  -- The picture, packed. Its code opens the visit, so it is gone as soon as the job is over.
  picture bytea CHECK (octet_length(picture) <= 65536),
  height smallint NOT NULL CHECK (height BETWEEN 1 AND 1600),
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- Decides between two who want to print the same ticket at the same moment.
  CONSTRAINT print_job_once UNIQUE (visit_id, copy),
  CONSTRAINT print_job_failed CHECK ((reason IS NOT NULL) = (state = 'failed')),
  CONSTRAINT print_job_picture CHECK ((picture IS NOT NULL) = (state IN ('queued', 'printing'))),
  CONSTRAINT print_job_claimed CHECK (state <> 'queued' OR agent_run_id IS NULL)
);
-- What an agent still has to print; never more than a handful of rows.
CREATE INDEX print_job_open ON print_job (agent_id) WHERE state IN ('queued', 'printing');
CREATE INDEX print_job_age ON print_job (created_at);
