"""The same cases in Apache Spark, by default on a local cluster of two workers. Run by hand: it
needs Java and 300 MB of Python package (pip install pyspark), and takes its time.

    python tests/sql/spark.py PROGRAM [MASTER]
"""

import sys
from pathlib import Path

from pyspark.sql import SparkSession

import check

master = sys.argv[2] if len(sys.argv) > 2 else "local-cluster[2,1,1024]"
session = SparkSession.builder.master(master).config("spark.driver.memory", "4g").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4").getOrCreate()
session.sparkContext.setLogLevel("ERROR")
sys.exit(check.main(str(Path(sys.argv[1]).resolve()), ["spark"], {"spark": session}))
