"""The workload: enqueues jobs with rq's own library, each when the one before is done or time is up.
Jobs that the library has accepted are noted in $LDFI_RUN_DIR/enqueued.

Usage: enqueue.py PORT_OF_REDIS LOG_OF_A_WORKER...
"""
import os
import sys
import time

import redis
import rq

JOBS = ["job0"]
REPLY_SECONDS = 1
JOB_SECONDS = 3
LOOK_SECONDS = 0.02

port, logs = int(sys.argv[1]), sys.argv[2:]


def is_done(job):
    """Asks the logs, not Redis: nobody knows how often that would be."""
    return any(f"Job OK ({job})" in open(log).read() for log in logs)


connection = redis.Redis(port=port, socket_timeout=REPLY_SECONDS)
queue = rq.Queue("q", connection=connection)
with open(os.environ["LDFI_RUN_DIR"] + "/enqueued", "w") as enqueued:
    for job in JOBS:
        try:
            queue.enqueue("operator.mul", 6, 7, job_id=job)
        except redis.RedisError as error:
            print(f"{job}: {error}", flush=True)
            continue
        print(job, file=enqueued, flush=True)
        end = time.monotonic() + JOB_SECONDS
        while not is_done(job) and time.monotonic() < end:
            time.sleep(LOOK_SECONDS)
        print(job, "is done" if is_done(job) else "is not done", flush=True)
