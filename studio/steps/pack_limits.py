"""Limits that the trial of a pack sets on its own process, each as the system at hand can."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

MOST_MEMORY = 100_000_000  # bytes, beyond what the program itself uses


def limit_memory() -> None:
    """No more memory than what is there now and a fixed amount; where the system cannot, the budgets stand alone."""
    if sys.platform == "win32":
        _limit_job()
        return
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MOST_MEMORY, used + MOST_MEMORY))


if sys.platform == "win32":

    def _limit_job() -> None:
        """Windows: the process joins a job of its own, whose memory is bounded (JOB_OBJECT_LIMIT_PROCESS_MEMORY)."""
        import _winapi
        import ctypes
        from ctypes import wintypes

        class Basic(ctypes.Structure):
            _fields_ = (
                ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER), ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
                ("LimitFlags", wintypes.DWORD), ("MinimumWorkingSetSize", ctypes.c_size_t),
                ("MaximumWorkingSetSize", ctypes.c_size_t), ("ActiveProcessLimit", wintypes.DWORD),
                ("Affinity", ctypes.c_size_t), ("PriorityClass", wintypes.DWORD), ("SchedulingClass", wintypes.DWORD),
            )  # fmt: skip

        class Extended(ctypes.Structure):
            _fields_ = (
                ("BasicLimitInformation", Basic), ("IoInfo", ctypes.c_ulonglong * 6), ("ProcessMemoryLimit", ctypes.c_size_t),
                ("JobMemoryLimit", ctypes.c_size_t), ("PeakProcessMemoryUsed", ctypes.c_size_t),
                ("PeakJobMemoryUsed", ctypes.c_size_t),
            )  # fmt: skip

        kernel = ctypes.windll.kernel32
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        limits = Extended()
        limits.BasicLimitInformation.LimitFlags = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
        limits.ProcessMemoryLimit = (
            MOST_MEMORY + 400_000_000
        )  # the program itself commits less than that on any Windows
        kernel.SetInformationJobObject(
            job, 9, ctypes.byref(limits), ctypes.sizeof(limits)
        )  # extended limit information
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(_winapi.GetCurrentProcess()))


def limit_time(seconds: float) -> None:
    """Where the system can: the process ends when it has used the processor for so long, whatever it is doing."""
    with suppress(ImportError, AttributeError, OSError):
        import signal

        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)
