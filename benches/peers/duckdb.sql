-- W in DuckDB's command line: every cell checked before it is cast, then the rows grouped once each way.
-- DuckDB by itself would turn 1.234 into 1.23 and take `+5`, `.5` and `1.`, so regular expressions come first.
SET threads = 2;
SET preserve_insertion_order = false;
SET VARIABLE file = getenv('W_FILE');

CREATE TYPE category AS ENUM ('困难帮扶', '职工活动', '培训教育', '劳动保护', '法律援助', '劳模服务', '女工工作', '宣传文体', '基层补助', '办公经费', '场馆维护', '其他支出');
CREATE TYPE project AS ENUM ('金秋助学', '夏送清凉', '冬送温暖', '春送岗位', '大病救助', '技能竞赛', '创新工作室', '职工书屋', '心理关爱', '母婴室', '户外驿站', '工会卡', '疗休养', '运动会', '歌咏会', '读书会', '安全生产', '集体协商', '普法宣传', '网格建设');

CREATE TEMP TABLE rows AS
SELECT 凭证号 AS id, 收款人 AS payee,
       TRY_CAST(CASE WHEN regexp_full_match(日期, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN 日期 END AS DATE) AS day,
       TRY_CAST(类别 AS category) AS category,
       TRY_CAST(项目 AS project) AS project,
       TRY_CAST(CASE WHEN regexp_full_match(金额, '-?[0-9]{1,15}(\.[0-9]{1,2})?') THEN 金额 END AS DECIMAL(18, 2)) AS amount,
       (凭证号 IS NULL)::UTINYINT + (日期 IS NULL)::UTINYINT + (类别 IS NULL)::UTINYINT + (项目 IS NULL)::UTINYINT
         + (收款人 IS NULL)::UTINYINT + (金额 IS NULL)::UTINYINT + (单位 IS NULL)::UTINYINT AS blanks,
       (日期 IS NOT NULL AND day IS NULL) AS bad_date,
       (金额 IS NOT NULL AND amount IS NULL) AS bad_amount,
       (类别 IS NOT NULL AND category IS NULL)::UTINYINT + (项目 IS NOT NULL AND project IS NULL)::UTINYINT AS unknown
FROM read_csv(getvariable('file'), header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
              columns = {'凭证号': 'VARCHAR', '日期': 'VARCHAR', '类别': 'VARCHAR', '项目': 'VARCHAR',
                         '收款人': 'VARCHAR', '金额': 'VARCHAR', '单位': 'VARCHAR', '摘要': 'VARCHAR'});

CREATE TEMP TABLE cube AS
SELECT category, project, month(day) AS month, sum(amount) AS amount, count(*) AS n
FROM rows GROUP BY ALL;

.mode list
.separator "\t"
.headers off
SELECT '合计_' || category, sum(amount)::DECIMAL(18, 2) FROM cube WHERE category IS NOT NULL GROUP BY category;
SELECT '笔数_' || category, sum(n) FROM cube WHERE category IS NOT NULL GROUP BY category;
SELECT '项目_' || project, sum(amount)::DECIMAL(18, 2) FROM cube WHERE project IS NOT NULL GROUP BY project;
SELECT '月份_' || month || '月', sum(amount)::DECIMAL(18, 2) FROM cube WHERE month IS NOT NULL GROUP BY month;
SELECT '收款人_' || category, count(DISTINCT payee) FROM rows
WHERE category IN ('困难帮扶', '职工活动', '培训教育', '基层补助') GROUP BY category;
SELECT unnest(['!required', '!date', '!year', '!amount', '!value', '!duplicate']),
       unnest([sum(blanks), count(*) FILTER (bad_date), count(*) FILTER (year(day) <> 2020),
               count(*) FILTER (bad_amount), sum(unknown), count(id) - count(DISTINCT id)])
FROM rows;
