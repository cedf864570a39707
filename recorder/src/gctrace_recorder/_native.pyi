from typing import Dict, Union

def start(
    fd: int,
    header: bytes,
    *,
    gzip: bool,
    sites: bool,
    every: int,
    max_size: int,
    follow_fork: bool,
    list_sizes: str,
    names: str,
) -> None: ...
def stop() -> Dict[str, Union[int, float, str, None]]: ...
def mark(text: str) -> None: ...
def recording() -> bool: ...
def restart_in_child(fd: int, header: bytes) -> None: ...
