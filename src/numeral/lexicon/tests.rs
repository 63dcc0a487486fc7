use super::super::read;
use super::*;

/// The numerals of `text` that need a figure.
fn unknown(text: &str) -> Vec<&str> {
    let numerals = read::read(text);
    let unknown = numerals
        .iter()
        .filter(|numeral| recognise(text, numeral).is_none());
    unknown.map(|numeral| &text[numeral.span.clone()]).collect()
}

#[test]
fn the_data_is_whole() {
    let words: words::Data = serde_json::from_str(words::JSON).expect("words.toml");
    let patterns: patterns::Data = serde_json::from_str(patterns::JSON).expect("patterns.toml");
    assert!(words.class.iter().all(|class| !class.reason.is_empty()));
    assert!(words.sorted.len() > 1000 && words.sorted.is_sorted_by_key(|(word, _)| *word));
    for pattern in &patterns.pattern {
        assert!(!pattern.reason.is_empty());
        let shape = shape::parse(&pattern.shape);
        assert!(shape.is_some(), "{}", pattern.name);
    }
}

/// No word is an amount by itself: an entry such as 三家 would hide typed figures.
#[test]
fn no_word_hides_an_amount() {
    let hiding = [
        "家", "名", "人次", "元", "份", "场次", "户", "批次", "万元", "%",
    ];
    for (word, _) in &words::DATA.sorted {
        for numeral in read::read(word) {
            let whole = numeral.span == (0..word.len());
            assert!(!whole || !hiding.contains(&numeral.unit.as_str()), "{word}");
        }
    }
}

/// Sentences as offices write them, none of which reports an amount.
#[test]
fn ordinary_prose_is_silent() {
    for text in [
        "一是提高政治站位，二是压实主体责任，三是强化监督检查，四要建立长效机制。",
        "坚持一手抓疫情防控，一手抓复工复产，做到两手抓、两不误、两促进。",
        "增强“四个意识”、坚定“四个自信”、做到“两个维护”，团结广大职工万众一心、攻坚克难。",
        "严格落实“三会一课”制度，推进“两学一做”常态化，履行一岗双责。",
        "用一流的作风创造一流的业绩，千方百计为百年基业打下坚实基础。",
        "打造一支有理想守信念、懂技术会创新的产业工人队伍，树立了一面旗帜。",
        "会议开得十分及时，是一次统一思想、凝聚力量的大会，大家一致认为要进一步抓好落实。",
        "要发扬钉钉子精神，一张蓝图绘到底，一任接着一任干，绝不半途而废。",
        "职工服务中心实行一站式办理、一次性告知，让职工零距离享受服务。",
        "党的十九大和十九届四中、五中全会召开以来，“十三五”规划圆满收官，“十四五”开局良好。",
        "对照《中华人民共和国工会法》第十条，印发了通知（常工发〔2020〕15号）。",
        "每周一次例会、每月一次调度、每季度一次讲评，形成一套行之有效的机制。",
        "在城区、乡镇、园区三个层面同步推进，抓住四个关键环节，处理好五对关系。",
        "当前世界面临百年未有之大变局，三农工作和四川、九江、三亚等地的经验值得一学。",
        "落实三方协调机制，五一国际劳动节前后走访一线职工，三八节送去一份祝福。",
        "第一时间启动预案，24小时值守，确保万无一失；值班电话为12345热线。",
        "3个工作日内办结，连续三年获评先进，三年行动计划顺利实施，五年来成绩显著。",
        "我们既要一鼓作气，又要举一反三，做到事事有回音、件件有着落、一户一策。",
        "一、总体要求\n（二）主要任务\n3.保障措施\n（4）组织领导",
        "2020年上半年，第三季度，5月1日上午9:30，2018—2020年，近三年来。",
        "开展“百日攻坚”和“万企联万村”活动，评选“十佳”班组，争创百强企业。",
        "王万里、伍某某等同志在万达广场三楼参加活动，九三学社成员应邀出席。",
        "多家企业、多次走访、几点体会、若干意见，都说明了同一个道理。",
    ] {
        assert_eq!(unknown(text), [""; 0], "{text}");
    }
}

/// However a figure is typed, it is not let through.
#[test]
fn typed_figures_are_never_hidden() {
    for (text, figures) in [
        ("全年慰问劳模338名。", &["338名"][..]),
        ("全年慰问劳模三百三十八名。", &["三百三十八名"]),
        ("全年慰问劳模３３８名。", &["３３８名"]),
        ("全年慰问劳模 338 名。", &["338 名"]),
        ("发放慰问金105万元。", &["105万元"]),
        ("发放慰问金1,050,000元。", &["1,050,000元"]),
        ("发放慰问金1 050 000元。", &["1 050 000元"]),
        ("发放慰问金一百零五万元。", &["一百零五万元"]),
        ("发放慰问金约百万元。", &["约百万元"]),
        ("签约特约商户三百余家。", &["三百余家"]),
        ("签约银行三家。", &["三家"]),
        ("在三家银行设立网点。", &["三家"]),
        ("入会率达百分之九十一。", &["百分之九十一"]),
        ("九成以上职工满意。", &["九成以上"]),
        (
            "三分之二的企业建会，半数以上达标。",
            &["三分之二", "半数以上"],
        ),
        ("各30个，组织2批40名。", &["各30个", "2批", "40名"]),
        ("新增一家示范基地，工作室一家。", &["一家", "一家"]),
        ("会员翻了一番，经费增长2倍。", &["翻了一番", "2倍"]),
        ("走访三四十户，惠及上千人次。", &["三四十户", "上千人次"]),
        ("补助5万～10万元。", &["5万～10万元"]),
        ("“338名”劳模，发放“105万元”。", &["338名", "105万元"]),
        ("| 银行 | 三 |\n| 会员 | 5231 |", &["三", "5231"]),
        ("参加职工一百零五。", &["一百零五"]),
        ("五十家企业一千余名职工受益。", &["五十家", "一千余名"]),
    ] {
        assert_eq!(unknown(text), figures, "{text}");
    }
}

/// The numerals of the published 2020 summary: what it counts is unknown, the rest recognised.
/// Facts of the text (which numerals it has, and of which kind), in wordings of our own.
#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn the_numerals_of_2020_are_told_apart() {
    let computed = [
        "下拨210万元",
        "购买45万余元",
        "活动5场",
        "有10家企业入选",
        "脱困196名",
        "发行约11.8万张",
        "商户300多家",
        "优惠10场",
        "补贴约50万元",
        "中心5家",
        "服务站9个",
        "休息点24个",
        "母婴室7家",
        "组织2批",
        "共40名",
        "劳模338名",
        "慰问金105万元",
        "对130多家企业",
        "光大三家银行",
        "已对289家",
        "贷款3250万元",
        "2家基地",
        "工会30家",
        "会员近5200人",
        "农民工2408人",
        "达90%以上",
        "之家100家",
        "信赖43家",
        "家人43家",
        "等13名同志",
        "奖章2个",
        "先锋号3个",
        "标兵1名",
        "职工1名",
        "文明2名",
        "岗各30个",
        "文明10名",
        "区级50名",
        "工作室1家",
        "等24个项目",
        "项目16个",
        "成果8个",
        "操作法5个",
        "专利1个",
        "建议1.3万条(件)",
        "其中1项",
        "企业3家",
        "企业5家",
        "材料2500余份",
        "培训21场次",
        "2家律所",
        "组织500人次",
        "推选6名",
        "对4个镇",
        "和5个基层",
    ];
    assert_eq!(computed.len(), 55);
    for text in computed {
        assert_eq!(unknown(text).len(), 1, "{text}");
    }
    for text in [
        "2020年以来",
        "服务两个加快",
        "第一时间到场",
        "慰问一线人员",
        "下沉一线",
        "第十一届读书月",
        "“万企联万村 共走振兴路”",
        "观看《八佰》",
        "“三创两提升”建设",
        "入选首批单位",
        "地区首家服务站",
        "三星级以上服务站",
        "第二届大赛",
        "“百人以上”企业",
        "“八大群体”就业",
        "“三创两争”建设",
        "多家企业试点",
        "省五一奖状",
        "区五一标兵",
        "区十佳职工",
        "第十五届竞赛",
        "百万职工科技创新竞赛",
        "“我为企业献一计”",
        "“职工十大科技创新成果”",
        "五星级企业",
        "四星级企业",
        "三方协调机制",
        "五一劳动法治宣传",
        "“两个责任”",
        "“一学两整治”",
        "做到举一反三",
        "《应知应会100题》",
        "第一责任人",
        "《关于进一步规范的通知》",
        "防疫一线职工",
        "庆祝五一国际劳动节",
    ] {
        assert_eq!(unknown(text), [""; 0], "{text}");
    }
}
