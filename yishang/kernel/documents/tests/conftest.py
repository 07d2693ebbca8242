from yishang.kernel.journal.tests.parallel import parallel_database as parallel_database
