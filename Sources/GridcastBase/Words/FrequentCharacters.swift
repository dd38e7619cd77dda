/// The characters that are frequent in the names and addresses of places, by which the encoding of a text is
/// known: what a wrong encoding makes of it is rare characters.
package enum FrequentCharacters {
  /// Han characters in their simplified, traditional and Japanese forms; those that an encoding lacks do not
  /// count in it.
  package static let han =
    simplified + traditional + japanese

  private static let simplified = """
    的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都\
    然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此\
    实回二理美点月明其种声全工己话者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真\
    听世气信北少关并内加化由却代军产入先山五太水万市区县镇乡村街路号院店楼馆园广场站桥河湖江城州省南京安宁林石金银商医药\
    酒饭餐饮食服务超厦社团局厂汽车宾茶书体育健康容廊幼儿童通达建设集有限司室层座栋单元花苑住宅居处府委员派校系图博物纪念\
    旅游风景胜古寺庙塔陵墓停充油加邮快递移联农合保险证券基资房装修材料具器数码眼镜鞋帽珠宝首饰烟副品果蔬菜肉蛋奶包糕甜火\
    锅烧烤川湘粤助咖啡吧网台球泳舞蹈音乐琴培训类型称址纬度坐标编级积总量期备注临渭华阴潼蒲富韩阳白澄荔丰福龙泉沙湾岭坡沟\
    庄堡寨屯井营坊巷弄里程黄红青绿蓝春夏秋冬光星云雨湿温木土王李张刘陈杨赵周吴徐孙朱马胡郭何罗梁宋郑谢唐许邓冯韦兴顺利\
    昌荣永祥瑞德仁义庆
    """
  private static let traditional = """
    這來國個說們為時學會著過對裡後麼沒於還發無開見經頭從動兩長樣現將與進實點種聲話兒問機給幾業間電門東聽氣關並內產萬區縣\
    鎮鄉號樓館園廣場橋醫藥飯飲務廈團廠車賓書體廊達設層棟單處員圖紀遊風勝廟郵遞聯農險證券資裝傢電器碼鏡鞋飾煙麵鍋燒網臺灣\
    北高雄新竹中基隆緯經度座標類稱編級積總數備註廳際陽龍莊營巷黃紅綠藍雲溫張劉陳楊趙吳孫馬鄭謝許興順榮義慶寧銀華豐嶺溝
    """
  private static let japanese = """
    東京都道府県市区町村駅前店本屋銀行郵便局学校病院公園橋川山田中島崎野原木森林横浜大阪名古屋神戸福岡北海札幌仙台経度称緯会\
    社国際総合体館図広営業時車円気楽売茶喫食堂食酒薬寺湯温泉住所号
    """

  /// Syllables of Korean.
  package static let hangul = """
    이다는의에을가하고지은를한서도로사기나리어시대자인아정해그일라스부수들과전면만제구보소동주원장오상여안성으우있공비조계마\
    유미신경선용무교물생거위국발산모방내중세반음학차문당호역드치분회단남년야간관영명강군민북읍길번점식약병집실카페책름울랜트\
    행편천청평양농초등목광포진종순창충김박최울월화금토백현재육연구찰체터센타운파크호텔
    """
}
