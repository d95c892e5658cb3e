"""The least a live notice can cost here: one empty request, one message through Redis."""

import http.client
import sys
import time

import redis

from bench.ground import Ground

TIMES = 300


def http_ms(port: int) -> list[float]:
    """GET /healthz over one open connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    ms = []
    for _ in range(TIMES):
        start = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        ms.append(1000 * (time.perf_counter() - start))
    connection.close()
    return ms


def redis_ms(ground: Ground) -> list[float]:
    """From publish() here to the message in another process."""
    url, name = ground.environment["REDIS_URL"], f"{ground.environment['REDIS_PREFIX']}-floor"
    subscriber = ground.child("floors_live", "subscribed", url=url, name=name)
    assert subscriber.stdout
    assert subscriber.stdout.readline() == "ready\n"
    with redis.Redis.from_url(url) as client:
        for _ in range(TIMES):
            client.publish(name, str(time.time()))
            time.sleep(0.003)
    found: list[float] = ground.result(subscriber)
    return found


def subscribed(url: str, name: str) -> list[float]:
    with redis.Redis.from_url(url) as client, client.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(name)
        channel.get_message(timeout=1)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        ms: list[float] = []
        while len(ms) < TIMES:
            message = channel.get_message(timeout=5)
            if message:
                ms.append(1000 * (time.time() - float(message["data"])))
        return ms
