"""A pool of forked processes."""
import gc
import multiprocessing


def work(number):
    cycle = [number]
    cycle.append(cycle)
    del cycle
    return gc.collect() >= 1


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(work, range(20)))
        pool.close()
        pool.join()
