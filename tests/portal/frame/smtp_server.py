"""A mail server on this machine that does what mail servers do when something is wrong with them."""

import asyncio
import contextlib
import re
import threading
from email import message_from_bytes


class SmtpServer:
    """``with SmtpServer(faults) as server``: takes mail at ``server.port``; ``server.taken`` is what it took.

    ``faults(number)`` names what is done to the mail with this number, counted from 1, or is empty: ``refuse``,
    ``later`` and ``never`` (how the recipient is answered), ``busy`` (421 to the sender), ``spam`` and ``full`` (to the
    text, 554 and 452), ``hang`` (no answer to the sender), ``hang_text``, ``drop`` (the connection, before the text),
    ``drop_taken`` (after the text was taken, before that is said), ``slow`` (each answer after ``pause`` seconds).
    """

    def __init__(self, faults=lambda number: "", pause=0.0):
        self.faults, self.pause = faults, pause
        self.taken, self.connections, self.number = [], 0, 0  # taken: [(recipient, Message-ID)]

    def __enter__(self):
        self.loop, ready = asyncio.new_event_loop(), threading.Event()

        async def listen():
            self.server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
            self.port = self.server.sockets[0].getsockname()[1]
            ready.set()

        def run():
            self.loop.run_until_complete(listen())
            self.loop.run_forever()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        ready.wait()
        return self

    def __exit__(self, *fault):
        self.loop.call_soon_threadsafe(self.stop)
        self.thread.join()
        self.loop.close()

    def stop(self):
        self.server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.call_soon(self.loop.stop)

    async def answer(self, reader, writer):
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):  # whoever sent it was killed
            await self.talk(reader, writer)
        writer.close()

    async def talk(self, reader, writer):
        fault, recipient = "", ""

        async def say(text):
            await asyncio.sleep(self.pause if fault == "slow" else 0)
            writer.write(f"{text}\r\n".encode())
            await writer.drain()

        await say("220 ready")
        while line := await reader.readline():
            verb = line[:4].upper().strip()
            if verb == b"MAIL":
                self.number += 1
                fault = self.faults(self.number)
                if fault == "hang":
                    await asyncio.sleep(60)
                await say("421 busy" if fault == "busy" else "250 ok")
            elif verb == b"RCPT":
                recipient = re.search(rb"<(.*?)>", line)[1].decode()
                await say({"never": "550 no such", "later": "450 later", "refuse": "553 no"}.get(fault, "250 ok"))
            elif verb == b"DATA":
                if fault == "drop":
                    break
                await say("354 go on")
                text = await reader.readuntil(b"\r\n.\r\n")
                if fault == "hang_text":
                    await asyncio.sleep(60)
                if fault in ("spam", "full"):
                    await say("554 spam" if fault == "spam" else "452 full")
                    continue
                self.taken.append((recipient, message_from_bytes(text)["Message-ID"]))
                if fault == "drop_taken":
                    break
                await say("250 taken")
            elif verb == b"QUIT":
                await say("221 bye")
                break
            else:
                await say("250 ok")
