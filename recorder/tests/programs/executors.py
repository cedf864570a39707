"""multiprocessing: spawn, fork, and an executor."""
import gc, multiprocessing as m, concurrent.futures as f


def work(n):
    x = []
    x.append(x)
    del x
    return n, gc.collect() >= 1


if __name__ == "__main__":
    for kind in ("fork", "spawn"):
        with f.ProcessPoolExecutor(2, mp_context=m.get_context(kind)) as pool:
            print(sorted(pool.map(work, range(8))))
    p = m.get_context("fork").Process(target=work, args=(1,))
    p.start()
    p.join()
    print(p.exitcode)
